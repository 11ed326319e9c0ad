namespace Reining.Training;

/// <summary>How an InvGAN is trained (fact sheet invgan.md §5).</summary>
/// <param name="Steps">Iterations, above 0.</param>
/// <param name="BatchSize">Images per step, even, at least 4.</param>
/// <param name="Seed">Decides data order and draws.</param>
public sealed record InvGanTraining(long Steps, int BatchSize = 64, ulong Seed = 1)
{
    /// <summary>Iterations.</summary>
    public long Steps { get; init => field = Options.Positive(value, nameof(Steps)); } = Options.Positive(Steps, nameof(Steps));

    /// <summary>Images per step; half of the generator's inputs are codes of as many images.</summary>
    public int BatchSize { get; init => field = CheckedBatch(value); } = CheckedBatch(BatchSize);

    /// <summary>Of each net.</summary>
    public AdamOptions Adam { get; init; } = new(2e-4, Beta1: 0.5, Beta2: 0.99);

    /// <summary>Images of known classes beside those of a step, at least 2; where the model has classes.</summary>
    public int KnownBatchSize
    {
        get;
        init => field = value >= 2
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(KnownBatchSize), value, $"KnownBatchSize: expected at least 2, got {value}; codes of a class are compared.");
    } = 32;

    /// <summary>Share of the steps after which images made for a class teach the class head too, 0 to 1.</summary>
    public double TrustMadeFrom { get; init => field = Options.InRange(value, 0, 1, nameof(TrustMadeFrom)); } = 0.5;

    /// <summary>Steps from one gradient penalty to the next, whose weight is multiplied by as much.</summary>
    public int PenaltyEvery { get; init => field = Options.Positive(value, nameof(PenaltyEvery)); } = 8;

    /// <summary>What the average of generator and mapping keeps of itself at a step, in (0, 1): it is what is used afterwards.</summary>
    public double AverageDecay { get; init => field = Options.Between(value, 0, 1, nameof(AverageDecay)); } = 0.998;

    /// <summary>Batches of draws for the statistics of batch normalization of the averaged generator.</summary>
    public int StatisticsBatches { get; init => field = Options.Positive(value, nameof(StatisticsBatches)); } = 50;

    /// <summary>The half-life of that average, in images.</summary>
    internal double HalfLife => BatchSize * Math.Log(0.5) / Math.Log(AverageDecay);

    static int CheckedBatch(int value) => value >= 4 && value % 2 == 0
        ? value
        : throw new ArgumentOutOfRangeException(
            nameof(BatchSize), value, $"BatchSize: expected an even number of at least 4, got {value}; half of a batch is codes.");
}
