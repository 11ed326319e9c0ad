namespace Reining.Attacks;

/// <summary>How an attack by projected gradient descent searches; the defaults are Madry et al.'s for MNIST, L∞ and ε = 0.3.
/// For another ε take steps that reach it.</summary>
/// <param name="Steps">Gradient steps, at least 1.</param>
/// <param name="StepSize">Length of a step in the threat model's norm, above 0.</param>
public sealed record ProjectedGradientDescentOptions(int Steps = 40, double StepSize = 0.01)
{
    /// <summary>Gradient steps.</summary>
    public int Steps { get; init => field = Options.Positive(value, nameof(Steps)); } = Options.Positive(Steps, nameof(Steps));

    /// <summary>Length of a step.</summary>
    public double StepSize
    {
        get;
        init => field = Options.Positive(value, nameof(StepSize));
    } = Options.Positive(StepSize, nameof(StepSize));

    /// <summary>Begins at a random permitted image instead of the image itself.</summary>
    public bool RandomStart { get; init; } = true;

    /// <summary>Seed of the random start.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Images attacked at once; decides memory and speed.</summary>
    public int BatchSize { get; init => field = Options.Positive(value, nameof(BatchSize)); } = 500;
}
