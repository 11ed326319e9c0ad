using System.Diagnostics;
using Reining.Models;
using Reining.Numerics;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Bench.InvGanStep;

/// <summary>Times whole iterations, and in between each phase's forward pass, backward pass and update by themselves.</summary>
sealed class InvGanStepProfile(BenchCase piece, BenchOptions options, InvGanTraining training)
{
    const int WarmUp = 8, PassesPerRound = 8;

    readonly Dictionary<string, List<double>> _times = [];

    public Profile Measure()
    {
        set_num_threads(options.Threads);
        var whole = new InvGanStepOurs(piece.Input, training);
        var parts = new InvGanStepOurs(piece.Input, training);
        var adams = parts.Plan.Nets.ToDictionary(n => n.Name, n => new Adam(n.Module, n.Adam));
        using var average = new AveragedWeights(
            parts.Plan.Averages[0], [("generator", parts.Model.Generator), ("mapping", parts.Model.Mapping)]);
        parts.Model.train();
        var peak = PeakSpeed.Measure();
        for (var pass = -WarmUp; pass < options.Rounds * PassesPerRound; pass++)
        {
            if (pass == 0)
                _times.Clear();
            Time("step", () => whole.Run(1));
            using var scope = NewDisposeScope();
            using var random = new Generator(3);
            InvGanBatch batch = null!;
            Time("batch: bytes to float32, draws", () => batch = parts.Plan.Batch(pass + WarmUp, random));
            foreach (var parameter in parts.Model.parameters())
                parameter.requires_grad = true;
            Time("made images forward", () => batch = parts.Plan.Shared!(batch, random));
            foreach (var phase in parts.Plan.Phases)
            {
                foreach (var net in parts.Plan.Nets)
                    foreach (var parameter in net.Module.parameters()) parameter.requires_grad = phase.Nets.Contains(net.Name);
                foreach (var net in phase.Nets)
                    adams[net].ZeroGrad();
                LossTerms loss = null!;
                Time($"{phase.Name} forward", () => loss = phase.Loss(batch, random), phase.Every);
                Time($"{phase.Name} backward", () => loss.Total.backward(), phase.Every);
                Time($"{phase.Name} Adam", () =>
                {
                    foreach (var net in phase.Nets)
                        adams[net].Step();
                }, phase.Every);
            }
            Time("moving average", () => average.Update(0, options.Batch));
        }
        var medians = _times.ToDictionary(t => t.Key, t => Statistics.Median(t.Value));
        return new Profile(
            piece, medians["step"], peak,
            [.. medians.Where(t => t.Key != "step").Select(t => new ProfilePart(t.Key.Split(' ')[^1], t.Key, t.Value))]);
    }

    void Time(string name, Action action, int every = 1)
    {
        var clock = Stopwatch.StartNew();
        action();
        if (!_times.TryGetValue(name, out var times))
            _times[name] = times = [];
        times.Add(clock.Elapsed.TotalMilliseconds / every);
    }
}
