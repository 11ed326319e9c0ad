namespace Reining.Models;

/// <summary>Options of <see cref="ConstantVarianceVae"/>.</summary>
/// <param name="Net">Sizes of the nets.</param>
/// <param name="LatentWeight">w in w·½‖μ‖², at least 0; 0.039 for MNIST in the author's code (rae.md §2.3).</param>
public sealed record ConstantVarianceVaeOptions(ConvNetOptions Net, double LatentWeight)
{
    /// <summary>w in w·½‖μ‖².</summary>
    public double LatentWeight
    {
        get;
        init => field = Options.NotNegative(value, nameof(LatentWeight));
    } = Options.NotNegative(LatentWeight, nameof(LatentWeight));

    /// <summary>Standard deviation (not variance) of the noise on every code, above 0; the author's code has 0.7.</summary>
    public double Sigma { get; init => field = Options.Positive(value, nameof(Sigma)); } = 0.7;

    /// <summary>Reduction of squared errors; the weight above is canonical for <see cref="PixelReduction.Sum"/>.</summary>
    public PixelReduction Reduction { get; init; } = PixelReduction.Sum;

    /// <summary>Reconstruction loss −log p(x|z) instead of the squared error; null, the default, for the chapter's squared error.</summary>
    public Likelihood? Likelihood { get; init; }
}
