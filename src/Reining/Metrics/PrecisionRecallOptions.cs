namespace Reining.Metrics;

/// <summary>How <see cref="PrecisionRecallDistributions"/> are measured. The defaults are those of Sajjadi et
/// al. (2018) and the RAE code.</summary>
public sealed record PrecisionRecallOptions
{
    /// <summary>Clusters of the two sets together, at least 1.</summary>
    public int Clusters { get; init => field = Options.Positive(value, nameof(Clusters)); } = 20;

    /// <summary>Slopes at which the curve is taken, at least 1; an odd number has the slope 1 among them.</summary>
    public int Angles { get; init => field = Options.Positive(value, nameof(Angles)); } = 1001;

    /// <summary>Clusterings that the curve is averaged over, at least 1.</summary>
    public int Runs { get; init => field = Options.Positive(value, nameof(Runs)); } = 10;

    /// <summary>Seed of the clusterings.</summary>
    public int Seed { get; init; }
}
