using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>
/// From nets in training to nets that are used: averages in place, statistics estimated, evaluation mode; and the best of them kept.
/// </summary>
sealed class PlanWeights<TBatch> : IDisposable
{
    readonly TrainingPlan<TBatch> _plan;
    readonly PlanSteps<TBatch> _steps;
    readonly Dictionary<NetUpdate, Dictionary<string, Tensor>> _kept = [];
    readonly Dictionary<NetUpdate, Tensor[]> _running = []; // the running averages of the kept weights

    public PlanWeights(TrainingPlan<TBatch> plan, PlanSteps<TBatch> steps)
    {
        (_plan, _steps) = (plan, steps);
        if (!plan.Keep.IsBest)
            return;
        using var scope = NewDisposeScope();
        foreach (var net in steps.Nets)
            _kept[net] = Weights.Named(net.Module).ToDictionary(w => w.Key, w => w.Value.detach().clone().DetachFromDisposeScope());
        foreach (var net in steps.Nets.Where(_ => plan.KeepRunningStatistics))
            _running[net] = Copies(net);
    }

    /// <summary>The kept weights by net and name.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Kept =>
    [
        .. _kept.SelectMany(net => net.Value.Select(w => KeyValuePair.Create($"{net.Key.Name}/{w.Key}", w.Value))),
        .. _running.SelectMany(net => net.Value.Select((b, i) => KeyValuePair.Create($"{net.Key.Name}/running/{i}", b))),
    ];

    /// <summary>Measures the nets as they would be used, keeps them if they are the best, and leaves them as they were.</summary>
    /// <param name="keeps">Whether a number is that of the best weights.</param>
    /// <param name="inspect">Called while the nets are as they would be used.</param>
    public double Measure(Func<double, bool> keeps, Action inspect)
    {
        using var scope = NewDisposeScope();
        using var before = new PutBack(_steps.Nets.SelectMany(n => _steps.Averages.Count == 0 ? n.Buffers : n.Tensors));
        var running = _running.Keys.ToDictionary(n => n, n => Statistics(n).Select(b => b.clone()).ToArray());
        Settle();
        using var random = RandomStream.Generator(_plan.Seed, RandomPurpose.Validation);
        var measured = _plan.Keep.Measures ? _plan.Keep.Measure(random) : double.NaN;
        if (keeps(measured))
        {
            foreach (var (net, kept) in _kept)
                Weights.Restore("best weights", kept, Weights.Named(net.Module).ToDictionary());
            using var noGrad = no_grad();
            foreach (var (net, buffers) in _running)
                foreach (var (kept, buffer) in buffers.Zip(running[net])) kept.copy_(buffer);
        }
        inspect();
        return measured;
    }

    /// <summary>Puts the chosen weights into the nets and writes them.</summary>
    public void Finish(RunFolder? run)
    {
        if (!_plan.Keep.IsBest)
            Settle();
        foreach (var (net, kept) in _kept)
            Weights.Copy(net.Module, kept, "the best epoch");
        Evaluate();
        if (run is null)
            return;
        foreach (var net in _steps.Nets)
            Weights.Save(net.Module, run.File($"{net.Name}.safetensors"));
        foreach (var (net, buffers) in _running)
        {
            using var before = new PutBack(Statistics(net));
            using var noGrad = no_grad();
            foreach (var (buffer, kept) in Statistics(net).Zip(buffers)) buffer.copy_(kept);
            Weights.Save(net.Module, run.File(RunFolder.Running(net.Name)));
        }
        foreach (var average in _steps.Averages)
        {
            foreach (var net in _steps.Nets.Where(n => average.Options.Nets.Contains(n.Name) && AverageOf(n) != average))
                Save(average, net, run.File($"{net.Name}-{average.Options.Name}.safetensors"));
        }
    }

    void Save(AveragedWeights average, NetUpdate net, string file)
    {
        using var before = new PutBack(net.Tensors);
        average.CopyToNets(net.Name);
        if (average.Options.Buffers == AverageBuffers.Reestimated)
            Estimate([net]);
        Evaluate();
        Weights.Save(net.Module, file);
    }

    void Settle()
    {
        foreach (var average in _steps.Averages.Reverse()) // the first has the last word
            average.CopyToNets();
        Estimate([.. _steps.Nets.Where(n => AverageOf(n)?.Options.Buffers != AverageBuffers.Copied)]);
        Evaluate();
    }

    void Estimate(NetUpdate[] nets)
    {
        if (_plan.Statistics is not { } pass)
            return;
        foreach (var net in _steps.Nets)
            net.Module.train();
        using var others = new PutBack(_steps.Nets.Except(nets).SelectMany(n => n.Buffers));
        var layers = nets.SelectMany(n => BatchStatistics.Layers(n.Module)).ToList();
        BatchStatistics.Estimate(layers, (int)Math.Min(_plan.StatisticsBatches, _plan.Steps), i =>
        {
            using var random = RandomStream.Generator(_plan.Seed, RandomPurpose.Statistics, i);
            pass(_steps.Batch(i), random);
        });
    }

    static Tensor[] Copies(NetUpdate net)
    {
        using var scope = NewDisposeScope();
        return [.. Statistics(net).Select(b => b.clone().DetachFromDisposeScope())];
    }

    static IEnumerable<Tensor> Statistics(NetUpdate net) => BatchStatistics.Layers(net.Module).SelectMany(l => l.buffers());

    void Evaluate()
    {
        foreach (var net in _steps.Nets)
            net.Module.eval();
    }

    AveragedWeights? AverageOf(NetUpdate net) => _steps.Averages.FirstOrDefault(a => a.Options.Nets.Contains(net.Name));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _kept.Values.SelectMany(k => k.Values).Concat(_running.Values.SelectMany(b => b)))
            tensor.Dispose();
    }
}
