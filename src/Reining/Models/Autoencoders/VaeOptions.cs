namespace Reining.Models;

/// <summary>Options of <see cref="Vae"/>.</summary>
/// <param name="Net">Sizes of the nets.</param>
/// <param name="KlWeight">w in w·KL, above 0; 0.312 for MNIST in the author's code (rae.md §2.3).</param>
public sealed record VaeOptions(ConvNetOptions Net, double KlWeight)
{
    /// <summary>w in w·KL.</summary>
    public double KlWeight
    {
        get;
        init => field = Options.Positive(value, nameof(KlWeight));
    } = Options.Positive(KlWeight, nameof(KlWeight));

    /// <summary>
    /// p(x|z) that takes the place of the squared error; null, the default, for the chapter's squared error, which is the fixed Gaussian of
    /// <see cref="FixedGaussianLikelihood.OfKlWeight"/>. With a likelihood a weight of 1 makes the loss the negative evidence bound.
    /// </summary>
    public Likelihood? Likelihood { get; init; }

    /// <summary>Adds the noise of one gray level to the images that the likelihood is taken of (not to those the encoder sees);
    /// see <see cref="Models.Dequantization"/>.</summary>
    public bool Dequantize { get; init; }

    /// <summary>The negative evidence bound of a likelihood: KL weight 1.</summary>
    public static VaeOptions Elbo(ConvNetOptions net, Likelihood likelihood) => new(net, 1) { Likelihood = likelihood };

    /// <summary>Reduction of squared errors; the KL term is always summed over latent dimensions.</summary>
    public PixelReduction Reduction { get; init; } = PixelReduction.Sum;
}
