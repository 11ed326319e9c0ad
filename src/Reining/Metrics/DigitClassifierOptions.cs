namespace Reining.Metrics;

/// <summary>How a <see cref="DigitClassifier"/> is trained.</summary>
public sealed record DigitClassifierOptions
{
    /// <summary>Gradient steps, at least 1; each sees one batch. Passes through the data follow from it.</summary>
    public int Steps { get; init => field = Options.Positive(value, nameof(Steps)); } = 1000;

    /// <summary>Images in a batch, at least 1.</summary>
    public int BatchSize { get; init => field = Options.Positive(value, nameof(BatchSize)); } = 100;

    /// <summary>Adam's first step size, in (0, 1); it falls to zero along a cosine.</summary>
    public double LearningRate { get; init => field = Options.InRange(value, 1e-9, 1, nameof(LearningRate)); } = 3e-3;

    /// <summary>Seed of weights and data order.</summary>
    public int Seed { get; init; }
}
