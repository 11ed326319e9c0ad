namespace Reining.Models;

/// <summary>Options of <see cref="WassersteinAutoencoder"/>.</summary>
/// <param name="Net">Sizes of the nets.</param>
/// <param name="DiscrepancyWeight">λ of the discrepancy, above 0, canonical; 30.72 for MNIST in the author's code (rae.md §2.3).</param>
public sealed record WassersteinAutoencoderOptions(ConvNetOptions Net, double DiscrepancyWeight)
{
    /// <summary>λ of the discrepancy.</summary>
    public double DiscrepancyWeight
    {
        get;
        init => field = Options.Positive(value, nameof(DiscrepancyWeight));
    } = Options.Positive(DiscrepancyWeight, nameof(DiscrepancyWeight));

    /// <summary>
    /// Standard deviation of Gaussian noise on the encoder's input while training, clipped to ± one standard deviation; 0 for none.
    /// The author's CelebA configuration has 0.01 on pixels in [0, 1].
    /// </summary>
    public double EncoderNoise { get; init => field = Options.NotNegative(value, nameof(EncoderNoise)); }

    /// <summary>Reduction of squared errors; the weight above is canonical for <see cref="PixelReduction.Sum"/>.</summary>
    public PixelReduction Reduction { get; init; } = PixelReduction.Sum;

    /// <summary>Reconstruction loss −log p(x|z) instead of the squared error; null, the default, for the chapter's squared error.</summary>
    public Likelihood? Likelihood { get; init; }
}
