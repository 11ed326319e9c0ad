using Reining.Data;
using Reining.Models;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Tests.Child;

/// <summary>
/// A plan with all that the coming chapters need, on disks whose class is their radius: a labeled and an unlabeled stream; encoder and
/// classifier stepped together on images that an attack inside the step has changed, with a strength that adapts; codes stored for each
/// unlabeled image; a critic of the codes with its own phase, a lazy penalty on its slope and a cosine schedule; two averages.
/// </summary>
public sealed class PlanExample : IDisposable
{
    /// <summary>Images in each stream, and in a batch of it.</summary>
    public const int Count = 96, BatchSize = 8;

    /// <summary>Steps between the critic's penalties.</summary>
    public const int PenaltyEvery = 4;

    const int AttackSteps = 3;
    readonly Action<string> _reached;
    readonly Tensor _labeled, _labels, _unlabeled, _held, _heldLabels;
    readonly PlanEncoder _encoder;
    readonly PlanHead _classifier, _critic;
    readonly TrainingState _state = new();

    /// <summary>Makes nets and data.</summary>
    /// <param name="reached">Told where the run is, as it gets there: STEP.PHASE, and "validation".</param>
    public PlanExample(Action<string> reached)
    {
        _reached = reached;
        using var scope = NewDisposeScope();
        using var random = new Generator(5);
        (_encoder, _classifier, _critic) = (new(random), new(2, false, random), new(1, true, random));
        var images = TrainCommand.Disks(2 * Count + 32, 8).Images();
        var labels = images.sum([1L, 2L, 3L]);
        labels = labels.gt(labels.median()).to(int64); // the larger disks
        (_labeled, _labels) = (Own(images.narrow(0, 0, Count)), Own(labels.narrow(0, 0, Count)));
        (_held, _heldLabels) = (Own(images.narrow(0, 2 * Count, 32)), Own(labels.narrow(0, 2 * Count, 32)));
        _unlabeled = Own(images.narrow(0, Count, Count));
        _state.Add("codes", zeros(Count, 2));
        _state.Numbers["strength"] = 0.02;
    }

    static Tensor Own(Tensor part) => part.clone().DetachFromDisposeScope();

    /// <summary>The plan.</summary>
    public TrainingPlan<PlanBatch> Plan(int steps) => new()
    {
        Steps = steps,
        EpochSteps = Math.Min(steps, 20),
        BatchSize = BatchSize,
        Batch = Batch,
        Nets =
        [
            new("encoder", _encoder, new AdamOptions(0.01)) { Schedule = new Schedule.Plateau(1, MinimumImprovement: 0.1) },
            new("classifier", _classifier, new AdamOptions(0.01)),
            new("critic", _critic, new AdamOptions(0.01, Beta1: 0.5)) { Schedule = new Schedule.Cosine() },
        ],
        Phases =
        [
            new("supervised", ["encoder", "classifier"], Supervised),
            new("codes", ["encoder"], Codes),
            new("critic", ["critic"], Critic),
            new("penalty", ["critic"], Penalty) { Every = PenaltyEvery },
        ],
        Averages =
        [
            new("slow", ["encoder", "classifier"], HalfLife: 40),
            new("ramped", ["encoder", "critic"], HalfLife: 400) { RampUp = 0.1, Buffers = AverageBuffers.Copied },
        ],
        State = _state,
        Keep = new Keep.BestOnValidation([new ValidationPiece(32, Validate)]),
        Statistics = (batch, _) =>
        {
            _reached("statistics");
            _encoder.forward(batch.Labeled);
        },
        StatisticsBatches = 5,
        StatsSteps = 10,
        CheckpointSteps = 7,
        Seed = 11,
    };

    PlanBatch Batch(long step, Generator random)
    {
        var labeled = new BatchSampler(Count, BatchSize, 1).Batch(step);
        var unlabeled = randperm(Count, generator: random).narrow(0, 0, BatchSize);
        var rows = tensor(labeled);
        return new(step, _labeled.index_select(0, rows), _labels.index_select(0, rows), _unlabeled.index_select(0, unlabeled), unlabeled);
    }

    LossTerms Supervised(PlanBatch batch, Generator random)
    {
        _reached($"{batch.Step}.supervised");
        var strength = _state.Numbers["strength"];
        var x = (batch.Labeled + (rand(batch.Labeled.shape, generator: random) - 0.5) * strength).clamp(0, 1);
        for (var i = 0; i < AttackSteps; i++)
        {
            x = x.detach().requires_grad_();
            var slope = autograd.grad([Entropy(x, batch.Labels)], [x])[0];
            x = (x + slope.sign() * strength / AttackSteps).clamp(0, 1);
        }
        var loss = Entropy(x.detach(), batch.Labels);
        _state.Numbers["strength"] = Math.Clamp(strength + 0.002 * Math.Sign(0.6 - loss.ToDouble()), 0, 0.2);
        return new LossTerms(loss);
    }

    LossTerms Codes(PlanBatch batch, Generator random)
    {
        _reached($"{batch.Step}.codes");
        var z = _encoder.forward(batch.Unlabeled);
        var stored = _state["codes"].index_select(0, batch.Rows);
        using (no_grad())
            _state["codes"].index_copy_(0, batch.Rows, stored * 0.9 + z.detach() * 0.1);
        return LossTerms.Sum(("pull", (z - stored).square().sum(1).mean() * 0.1), ("realism", -_critic.forward(z).mean() * 0.1));
    }

    LossTerms Critic(PlanBatch batch, Generator random)
    {
        _reached($"{batch.Step}.critic");
        var prior = randn(BatchSize, 2, generator: random);
        return LossTerms.Sum(
            ("real", F.softplus(-_critic.forward(prior)).mean()),
            ("coded", F.softplus(_critic.forward(_encoder.forward(batch.Unlabeled))).mean()));
    }

    LossTerms Penalty(PlanBatch batch, Generator random)
    {
        _reached($"{batch.Step}.penalty");
        var prior = randn(BatchSize, 2, generator: random).requires_grad_();
        var slope = autograd.grad([_critic.forward(prior).sum()], [prior], retain_graph: true, create_graph: true)[0];
        return new LossTerms(slope.square().sum(1).mean());
    }

    double Validate(Generator random)
    {
        _reached("validation");
        return Entropy(_held, _heldLabels).ToDouble() * 32;
    }

    Tensor Entropy(Tensor images, Tensor labels) => F.cross_entropy(_classifier.forward(_encoder.forward(images)), labels);

    /// <inheritdoc/>
    public void Dispose()
    {
        IDisposable[] all = [_encoder, _classifier, _critic, _state, _labeled, _labels, _unlabeled, _held, _heldLabels];
        foreach (var owned in all)
            owned.Dispose();
    }
}
