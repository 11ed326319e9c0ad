using Reining.Models;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>The nets of a plan in training, and its steps.</summary>
sealed class PlanSteps<TBatch> : IDisposable
{
    readonly TrainingPlan<TBatch> _plan;
    readonly PhaseNets[] _phases;

    /// <summary>Makes optimizers and averages; the nets must have their initial weights.</summary>
    public PlanSteps(TrainingPlan<TBatch> plan)
    {
        _plan = plan;
        Nets = [.. plan.Nets.Select(net => new NetUpdate(net, NetUpdate.Correction(Intervals(net.Name))))];
        Averages = [.. plan.Averages.Select(a =>
            new AveragedWeights(a, Nets.Where(n => a.Nets.Contains(n.Name)).Select(n => (n.Name, n.Module))))];
        _phases = [.. plan.Phases.Select(phase => new PhaseNets(
            [.. Nets.Where(n => phase.Nets.Contains(n.Name)).Select(n => n.Adam)],
            [.. Nets.Where(n => !phase.Nets.Contains(n.Name))],
            [.. Nets.Where(n => !phase.Nets.Contains(n.Name) && !phase.MovesBuffersOf.Contains(n.Name)).SelectMany(n => n.Buffers)]))];

        int[] Intervals(string net) => [.. plan.Phases.Where(p => p.Nets.Contains(net)).Select(p => p.Every)];
    }

    public IReadOnlyList<NetUpdate> Nets { get; }

    public IReadOnlyList<AveragedWeights> Averages { get; }

    /// <summary>The plan's batch of a step, in the caller's scope.</summary>
    public TBatch Batch(long step)
    {
        using var random = RandomStream.Generator(_plan.Seed, RandomPurpose.Batch, step);
        return _plan.Batch(step, random);
    }

    /// <summary>All phases of a step, and the averages.</summary>
    /// <returns>
    /// The losses with their parts, in the caller's scope; of a lazy phase those of the last time, none if that was before a resumption.
    /// </returns>
    public List<(string Name, Tensor Value)> Take(long step)
    {
        using var gradients = enable_grad();
        foreach (var net in Nets)
            net.Begin(step, _plan.Steps);
        var batch = Share(Batch(step), step);
        var terms = new List<(string Name, Tensor Value)>();
        for (var i = 0; i < _phases.Length; i++)
        {
            var phase = _plan.Phases[i];
            if (step % phase.Every == 0)
                _phases[i].Last(Update(i, batch, step), _plan.Phases.Count == 1 ? "" : $"{phase.Name}.", outlives: phase.Every > 1);
            terms.AddRange(_phases[i].Terms);
        }
        foreach (var average in Averages)
            average.Update(step * _plan.BatchSize, _plan.BatchSize);
        return terms;
    }

    TBatch Share(TBatch batch, long step)
    {
        if (_plan.Shared is null)
            return batch;
        foreach (var net in Nets)
            net.Freeze(false);
        using var random = RandomStream.Generator(RandomStream.Seed(_plan.Seed, RandomPurpose.Phase, -1), RandomPurpose.Step, step);
        using (_plan.Compute.Cast())
            return _plan.Shared(batch, random);
    }

    LossTerms Update(int index, TBatch batch, long step)
    {
        var (phase, nets) = (_plan.Phases[index], _phases[index]);
        foreach (var net in Nets)
            net.Freeze(nets.Frozen.Contains(net));
        using var buffers = new PutBack(nets.HeldBuffers);
        using var random = index == 0
            ? RandomStream.Generator(_plan.Seed, RandomPurpose.Step, step)
            : RandomStream.Generator(RandomStream.Seed(_plan.Seed, RandomPurpose.Phase, index), RandomPurpose.Step, step);
        return TrainingStep.Update(nets.Stepped, () =>
        {
            using (_plan.Compute.Cast())
                return phase.Loss(batch, random);
        }, phase.Every);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var net in Nets)
            net.Dispose();
        foreach (var average in Averages)
            average.Dispose();
        foreach (var phase in _phases)
            phase.Dispose();
    }

    /// <summary>What a phase steps and what it leaves alone, and its newest loss.</summary>
    sealed class PhaseNets(Adam[] stepped, NetUpdate[] frozen, Tensor[] heldBuffers) : IDisposable
    {
        bool _own;

        public Adam[] Stepped => stepped;

        public NetUpdate[] Frozen => frozen;

        public Tensor[] HeldBuffers => heldBuffers;

        public IReadOnlyList<(string Name, Tensor Value)> Terms { get; private set; } = [];

        /// <summary>Takes note of a loss, for longer than its step if asked.</summary>
        public void Last(LossTerms terms, string prefix, bool outlives)
        {
            Dispose();
            _own = outlives;
            Terms = [.. terms.Named().Select(t => (prefix + t.Name, outlives ? t.Value.detach().DetachFromDisposeScope() : t.Value))];
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (_own)
                foreach (var (_, value) in Terms) value.Dispose();
            Terms = [];
        }
    }
}
