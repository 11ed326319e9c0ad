namespace Reining.Densities;

/// <summary>How a <see cref="NormalizingFlow"/> is built and fitted.</summary>
public sealed record NormalizingFlowOptions
{
    /// <summary>Autoregressive layers, at least 1; the order of the dimensions is reversed between them.</summary>
    public int Layers { get; init => field = Options.Positive(value, nameof(Layers)); } = 5;

    /// <summary>Hidden units of each of a layer's two hidden layers, at least 1.</summary>
    public int Hidden { get; init => field = Options.Positive(value, nameof(Hidden)); } = 64;

    /// <summary>Adam's first step size, above 0; halved when the validation loss has not fallen for a third of
    /// <see cref="Patience"/> epochs.</summary>
    public double LearningRate { get; init => field = Options.Positive(value, nameof(LearningRate)); } = 5e-3;

    /// <summary>Codes per step, at least 1.</summary>
    public int BatchSize { get; init => field = Options.Positive(value, nameof(BatchSize)); } = 256;

    /// <summary>The most passes over the codes, at least 1.</summary>
    public int MaxEpochs { get; init => field = Options.Positive(value, nameof(MaxEpochs)); } = 100;

    /// <summary>Training ends after so many epochs without a better validation loss, at least 1; the best weights are kept.</summary>
    public int Patience { get; init => field = Options.Positive(value, nameof(Patience)); } = 10;

    /// <summary>Share of the codes held out for that, in (0, 1).</summary>
    public double ValidationShare { get; init => field = Options.Between(value, 0, 1, nameof(ValidationShare)); } = 0.1;

    /// <summary>Added to the diagonal of the covariance that whitens the codes, ≥ 0, in units of the codes squared.</summary>
    public double Ridge { get; init => field = Options.InRange(value, 0, double.PositiveInfinity, nameof(Ridge)); } = 1e-6;

    /// <summary>Seed of split, weights and order.</summary>
    public ulong Seed { get; init; }
}
