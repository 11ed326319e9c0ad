namespace Reining.Chapters.Inversion;

/// <summary>How large the experiment on images of three digits is.</summary>
/// <param name="Steps">Iterations of the InvGAN, batches of 64; a GAN gets more, so that it is measured at as much computation.</param>
/// <param name="PointEvery">Iterations from one count of modes to the next.</param>
public sealed record StackedSizes(long Steps, long PointEvery)
{
    /// <summary>Images of three digits to train on.</summary>
    public int TrainImages { get; init; } = 50_000;

    /// <summary>Samples that are counted at a point.</summary>
    public int Samples { get; init; } = 10_000;

    /// <summary>Maps of the outer convolutions.</summary>
    public long Width { get; init; } = 16;

    /// <summary>Whether nearly all modes are to be found: for nets and lengths of a GPU.</summary>
    public bool Gated { get; init; }
}
