namespace Reining.Models;

/// <summary>A member of the family AE, AE-L2, RAE, RAE-L2, RAE-GP, RAE-SN, by canonical weights (rae.md §2.3).</summary>
/// <param name="Net">Sizes of the nets.</param>
/// <param name="LatentWeight">b in b·½‖z‖², at least 0; 0 is the AE (without decoder regularizer) or the AE-L2.</param>
/// <param name="Regularizer">How the decoder is regularized.</param>
/// <param name="RegularizerWeight">λ of the regularizer, at least 0; spectral normalization has none.</param>
public sealed record RegularizedAutoencoderOptions(
    ConvNetOptions Net, double LatentWeight = 0, DecoderRegularizer Regularizer = DecoderRegularizer.None, double RegularizerWeight = 0)
{
    /// <summary>b in b·½‖z‖².</summary>
    public double LatentWeight
    {
        get;
        init => field = Options.NotNegative(value, nameof(LatentWeight));
    } = Options.NotNegative(LatentWeight, nameof(LatentWeight));

    /// <summary>λ of the regularizer.</summary>
    public double RegularizerWeight
    {
        get;
        init => field = Options.NotNegative(value, nameof(RegularizerWeight));
    } = Options.NotNegative(RegularizerWeight, nameof(RegularizerWeight));

    /// <summary>Which gradient penalty, if any.</summary>
    public GradientPenaltyForm GradientPenalty { get; init; } = GradientPenaltyForm.Jacobian;

    /// <summary>
    /// Whether the L2 penalty takes the decoder's first linear layer too. The author's MNIST and CIFAR-10 nets leave it out (his
    /// CelebA net does not).
    /// </summary>
    public bool PenalizeDense { get; init; } = true;

    /// <summary>Normalize the encoder too, as every released RAE-SN configuration of the author's code does.</summary>
    public bool NormalizeEncoder { get; init; }

    /// <summary>Reduction of squared errors; the weights above are canonical for <see cref="PixelReduction.Sum"/>.</summary>
    public PixelReduction Reduction { get; init; } = PixelReduction.Sum;

    /// <summary>Reconstruction loss −log p(x|z) instead of the squared error; null, the default, for the chapter's squared error.</summary>
    public Likelihood? Likelihood { get; init; }
}
