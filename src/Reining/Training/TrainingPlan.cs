using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>What is trained, on what, by which losses, for how long; <see cref="TrainingLoop{TBatch}"/> carries it out.</summary>
/// <typeparam name="TBatch">What a step is made from: images, or several streams in a tuple.</typeparam>
public sealed record TrainingPlan<TBatch>
{
    /// <summary>Steps in all; <see cref="StopPatience"/> may end earlier.</summary>
    public required long Steps { get; init => field = Options.Positive(value, nameof(Steps)); }

    /// <summary>
    /// The batch of a step, counted from 0, on the nets' device: a pure function of the step and the random numbers, which are one of seed
    /// and step. Tensors that it makes are freed after the step. Resumption and batch statistics ask for steps out of order.
    /// </summary>
    public required Func<long, Generator, TBatch> Batch { get; init; }

    /// <summary>Samples in a batch: what speed and half-lives count.</summary>
    public required int BatchSize { get; init => field = Options.Positive(value, nameof(BatchSize)); }

    /// <summary>The nets, each with an optimizer of its own.</summary>
    public required IReadOnlyList<TrainedNet> Nets { get; init; }

    /// <summary>What a step does, in order.</summary>
    public required IReadOnlyList<Phase<TBatch>> Phases { get; init; }

    /// <summary>Steps from one validation to the next, an epoch; 0 for one at the end alone.</summary>
    public long EpochSteps { get; init => field = Options.NotNegative(value, nameof(EpochSteps)); }

    /// <summary>Decides the noise of each step; batches of the plan's own random order and initial weights are the caller's.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// What several phases of a step use, computed once before them: every net is in training mode and gets a gradient. A phase that must
    /// not differentiate it detaches it; one phase alone may differentiate it, and those before it name in
    /// <see cref="Phase{TBatch}.MovesBuffersOf"/> the nets with batch normalization that computed it. Null for nothing.
    /// </summary>
    public Func<TBatch, Generator, TBatch>? Shared { get; init; }

    /// <summary>Moving averages of the nets.</summary>
    public IReadOnlyList<WeightAverage> Averages { get; init; } = [];

    /// <summary>What phases read and write besides; the caller's to dispose.</summary>
    public TrainingState State { get; init; } = new();

    /// <summary>Which weights the nets end with.</summary>
    public Keep Keep { get; init; } = new Keep.Last();

    /// <summary>Training ends after so many epochs without a better one; null: all steps.</summary>
    public int? StopPatience { get; init => field = value is { } epochs ? Options.Positive(epochs, nameof(StopPatience)) : null; }

    /// <summary>
    /// A forward pass of all nets as in training, for the statistics of batch normalization: they are estimated anew on
    /// <see cref="StatisticsBatches"/> training batches before each validation and at the end. Needed if a net has batch normalization.
    /// </summary>
    public Action<TBatch, Generator>? Statistics { get; init; }

    /// <summary>Batches for that, the plan's first ones.</summary>
    public int StatisticsBatches { get; init => field = Options.Positive(value, nameof(StatisticsBatches)); } = 20;

    /// <summary>
    /// Whether the chosen weights are also written with the running averages that training left instead of those statistics, as
    /// <c>NET-running.safetensors</c>; to compare the two.
    /// </summary>
    public bool KeepRunningStatistics { get; init; }

    /// <summary>
    /// Called after each epoch with the steps so far, while the nets are as they would be used; null for nothing. After an interruption the
    /// last epoch may end once more, with the same bits.
    /// </summary>
    public Action<long>? Inspect { get; init; }

    /// <summary>Steps between lines of <c>stats.jsonl</c>; 0 for none, so that no step waits for its loss.</summary>
    public int StatsSteps { get; init => field = Options.NotNegative(value, nameof(StatsSteps)); } = 10;

    /// <summary>Steps between checkpoints; 0 writes one at the end of each epoch.</summary>
    public int CheckpointSteps { get; init => field = Options.NotNegative(value, nameof(CheckpointSteps)); }

    /// <summary>Where the nets are, and how precisely losses are computed.</summary>
    public Compute Compute { get; init; } = Compute.Cpu;

    /// <summary>What the speed counts.</summary>
    public string Unit { get; init; } = "img";

    /// <summary>Steps of an epoch.</summary>
    internal long StepsPerEpoch => EpochSteps == 0 ? Steps : EpochSteps;

    /// <summary>Refuses names that do not fit together.</summary>
    /// <exception cref="ArgumentException">Says which.</exception>
    internal void Check()
    {
        var nets = Nets.Select(n => n.Name).ToList();
        Unique("nets", nets);
        Unique("phases", Phases.Select(p => p.Name));
        Unique("averages", Averages.Select(a => a.Name));
        foreach (var phase in Phases)
            Known($"phase '{phase.Name}'", [.. phase.Nets, .. phase.MovesBuffersOf], phase.Nets.Count);
        foreach (var average in Averages)
            Known($"average '{average.Name}'", average.Nets, average.Nets.Count);
        if (nets.Except(Phases.SelectMany(p => p.Nets)).FirstOrDefault() is { } idle)
            throw Bad($"each net to be in a phase, got '{idle}' in none; leave it out of the nets");
        if (Statistics is null && Nets.FirstOrDefault(n => BatchStatistics.Layers(n.Module).Length > 0) is { } normalized)
            throw Bad($"Statistics, because net '{normalized.Name}' has batch normalization, got none; give a forward pass of all nets");
        if (KeepRunningStatistics && !Keep.IsBest)
            throw Bad("weights of the best epoch to be kept beside KeepRunningStatistics, got those of the last; choose another Keep");
        if (StopPatience is not null && !Keep.IsBest)
            throw Bad("weights of the best epoch to be kept beside StopPatience, got those of the last; choose another Keep");

        void Known(string user, IEnumerable<string> names, int count)
        {
            if (count == 0 || names.Except(nets).Any())
            {
                var got = count == 0 ? "none" : string.Join(", ", names.Except(nets));
                throw Bad($"{user} to name some of the nets {string.Join(", ", nets)}, got {got}");
            }
        }
    }

    static void Unique(string what, IEnumerable<string> names)
    {
        var list = names.ToList();
        var missing = list.Count == 0 && what != "averages";
        if (missing || list.Count != list.Distinct().Count() || list.Any(n => n.Length == 0 || n.Contains('/')))
            throw Bad($"{what} with different names without '/', got {(missing ? "none" : string.Join(", ", list.Select(n => $"'{n}'")))}");
    }

    static ArgumentException Bad(string what) => new($"TrainingPlan: expected {what}.");
}
