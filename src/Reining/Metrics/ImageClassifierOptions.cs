namespace Reining.Metrics;

/// <summary>How a <see cref="ImageClassifier"/> is trained.</summary>
public sealed record ImageClassifierOptions
{
    /// <summary>Gradient steps, at least 1; each sees one batch. Passes through the data follow from it.</summary>
    public int Steps { get; init => field = Options.Positive(value, nameof(Steps)); } = 1000;

    /// <summary>Images in a batch, at least 1.</summary>
    public int BatchSize { get; init => field = Options.Positive(value, nameof(BatchSize)); } = 100;

    /// <summary>Adam's first step size, in (0, 1); it falls to zero along a cosine.</summary>
    public double LearningRate { get; init => field = Options.InRange(value, 1e-9, 1, nameof(LearningRate)); } = 3e-3;

    /// <summary>Seed of weights and data order.</summary>
    public ulong Seed { get; init; }

    /// <summary>Number of classes, at least 2.</summary>
    public int Classes
    {
        get;
        init =>
            field = value >= 2
                ? value
                : throw new ArgumentOutOfRangeException(nameof(Classes), value, $"Classes: expected at least 2, got {value}.");
    } = 10;

    /// <summary>Channels after the first convolution; each further one has twice as many.</summary>
    public int Width { get; init => field = Options.Positive(value, nameof(Width)); } = 16;

    /// <summary>Length of a feature vector.</summary>
    public int Features { get; init => field = Options.Positive(value, nameof(Features)); } = 64;

    /// <summary>Show half of the batches mirrored: for photographs, not for digits.</summary>
    public bool Flip { get; init; }
}
