using Reining.Data;
using Reining.Models;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>
/// Trains an <see cref="InvGan"/>: the discriminator, now and then its gradient penalty, then generator and mapping together; the codes
/// that it infers in a step are half of the generator's inputs in the next one (fact sheet invgan.md §3.5).
/// </summary>
/// <param name="images">Training images of the model's side; their labels are not looked at.</param>
/// <param name="options">How.</param>
public sealed class InvGanTrainer(LabeledImages images, InvGanTraining options)
{
    /// <summary>Names of the nets, as phases and files have them.</summary>
    internal const string Mapping = "mapping", Generator = "generator", Discriminator = "discriminator";

    /// <summary>The stored codes in the training state, (B, d).</summary>
    internal const string CodesKey = "codes";

    /// <summary>Where the model is.</summary>
    public Compute Compute { get; init; } = Compute.Cpu;

    /// <summary>Called after every measured step.</summary>
    public Action<FitProgress>? OnProgress { get; init; }

    /// <summary>Images whose classes are known, a stream of its own where the model has classes; null: all training images.</summary>
    public LabeledImages? Known { get; init; }

    /// <summary>Steps between lines of statistics.</summary>
    public int StatsSteps { get; init => field = Options.Positive(value, nameof(StatsSteps)); } = 50;

    /// <summary>Steps between checkpoints; 0 for one at the end.</summary>
    public int CheckpointSteps { get; init => field = Options.NotNegative(value, nameof(CheckpointSteps)); }

    /// <summary>Measures the model while it is trained, at its points, where checkpoints then are; null for nothing.</summary>
    public TrainingCurve? Curve { get; init; }

    /// <summary>
    /// Trains, or goes on, or returns at once if the run is finished. The model ends with averaged weights in generator and mapping, in
    /// evaluation mode.
    /// </summary>
    /// <param name="model">On the device.</param>
    /// <param name="run">Where everything is kept; null to keep nothing.</param>
    /// <param name="cancellation">Stops between steps, after a checkpoint.</param>
    /// <exception cref="OperationCanceledException">Cancelled; a run with a folder goes on from its checkpoint.</exception>
    /// <exception cref="ArithmeticException">A loss or a weight is no longer finite.</exception>
    public FitResult Fit(InvGan model, RunFolder? run = null, CancellationToken cancellation = default)
    {
        using var state = new TrainingState();
        var plan = Plan(model, state);
        var result = new TrainingLoop<InvGanBatch>(Curve?.On(plan, run) ?? plan) { OnProgress = OnProgress }.Run(run, cancellation);
        model.eval();
        return result;
    }

    /// <summary>Loads the three nets of a finished run.</summary>
    /// <exception cref="FileNotFoundException">The run is not finished.</exception>
    public static void Load(InvGan model, RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(run);
        foreach (var (name, net) in Nets(model))
            Weights.Load(net, run.File($"{name}.safetensors"));
        model.eval();
    }

    /// <summary>The plan of a training.</summary>
    /// <param name="model">The model, with its initial weights.</param>
    /// <param name="state">Gets the stored codes; the caller disposes it after the run.</param>
    public TrainingPlan<InvGanBatch> Plan(InvGan model, TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(state);
        var loss = model.Settings.Loss;
        var order = new BatchSampler(images.Count, options.BatchSize, RandomStream.Seed(options.Seed, RandomPurpose.Order));
        var known = Known ?? images;
        var knownOrder = model.Settings.Classes == 0
            ? null
            : new BatchSampler(known.Count, options.KnownBatchSize, RandomStream.Seed(options.Seed, RandomPurpose.Order, 1));
        if (loss.Mixed)
            state.Add(CodesKey, FirstCodes(model));
        var phases = new List<Phase<InvGanBatch>>
        {
            new(Discriminator, [Discriminator], (batch, _) => model.DiscriminatorLoss(batch)) { MovesBuffersOf = [Generator] },
            new(Generator, [Generator, Mapping], (batch, _) =>
            {
                var real = model.ReadReal(batch);
                var terms = model.GeneratorLoss(batch, real);
                if (loss.Mixed)
                    state[CodesKey] = real!.Code;
                return terms;
            }),
        };
        if (loss.PenaltyWeight > 0)
        {
            phases.Insert(1, new("penalty", [Discriminator], (batch, _) => model.PenaltyLoss(batch))
            {
                Every = options.PenaltyEvery,
                MovesBuffersOf = [Generator],
            });
        }
        return new TrainingPlan<InvGanBatch>
        {
            Steps = options.Steps,
            BatchSize = options.BatchSize,
            Batch = (step, random) => WithKnown(Batch(model, order.Batch(step), random), step),
            Nets = [.. Nets(model).Select(n => new TrainedNet(n.Name, n.Net, options.Adam))],
            Phases = phases,
            Shared = (batch, _) => Made(Stored(batch)), // the discriminator's loss detaches it
            Averages = [new("average", [Generator, Mapping], options.HalfLife)],
            State = state,
            Statistics = (_, random) =>
            {
                var z = Noise(model, options.BatchSize, random);
                model.Generator.forward(model.Mapping.Codes(z, Classes(model, options.BatchSize, random)));
            },
            StatisticsBatches = options.StatisticsBatches,
            StatsSteps = StatsSteps,
            CheckpointSteps = CheckpointSteps,
            Seed = options.Seed,
            Compute = Compute,
        };

        InvGanBatch WithKnown(InvGanBatch batch, long step)
        {
            if (knownOrder is null)
                return batch;
            var rows = knownOrder.Batch(step);
            return batch with
            {
                KnownImages = known.Images(rows, device: Compute.Device),
                KnownClasses = known.Labels(rows, Compute.Device),
                TrustsMade = step >= options.TrustMadeFrom * options.Steps,
            };
        }

        InvGanBatch Stored(InvGanBatch batch) =>
            batch.Order is null ? batch : batch with { Stored = state[CodesKey].index_select(0, batch.Order) };

        InvGanBatch Made(InvGanBatch batch) => batch with { Made = model.Make(batch) };
    }

    /// <summary>The batch of chosen images: what is random in it depends on the generator alone.</summary>
    internal InvGanBatch Batch(InvGan model, int[] rows, Generator random)
    {
        var mixed = model.Settings.Loss.Mixed;
        var draws = mixed ? rows.Length / 2 : rows.Length;
        return new InvGanBatch(images.Images(rows, device: Compute.Device), Noise(model, draws, random))
        {
            Order = mixed ? randperm(rows.Length, generator: random).narrow(0, 0, draws).to(Compute.Device) : null,
            DrawnClasses = Classes(model, draws, random),
        };
    }

    Tensor Noise(InvGan model, int count, Generator random) =>
        randn(count, model.Settings.PriorSize, generator: random).to(Compute.Device);

    Tensor? Classes(InvGan model, int count, Generator random) => model.Settings.Classes == 0
        ? null
        : randint(0, model.Settings.Classes, [count], dtype: int64, generator: random).to(Compute.Device);

    // Before the first step no image has a code: draws stand for them.
    Tensor FirstCodes(InvGan model)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var random = RandomStream.Generator(options.Seed, RandomPurpose.Sampling);
        var z = Noise(model, options.BatchSize, random);
        return model.Mapping.Codes(z, Classes(model, options.BatchSize, random)).MoveToOuterDisposeScope();
    }

    static IEnumerable<(string Name, Module Net)> Nets(InvGan model) =>
        [(Discriminator, model.Discriminator), (Generator, model.Generator), (Mapping, model.Mapping)];
}
