namespace Reining.Models;

/// <summary>Options of <see cref="Vae"/>.</summary>
/// <param name="Net">Sizes of the nets.</param>
/// <param name="KlWeight">w in w·KL, above 0; 0.312 for MNIST in the author's code (rae.md §2.3).</param>
public sealed record VaeOptions(ConvNetOptions Net, double KlWeight)
{
    /// <summary>w in w·KL.</summary>
    public double KlWeight { get; init => field = Options.Positive(value, nameof(KlWeight)); } = Options.Positive(KlWeight, nameof(KlWeight));

    /// <summary>Reduction of squared errors; the KL term is always summed over latent dimensions.</summary>
    public PixelReduction Reduction { get; init; } = PixelReduction.Sum;
}
