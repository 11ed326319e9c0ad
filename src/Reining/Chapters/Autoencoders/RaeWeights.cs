using Reining.Models;

namespace Reining.Chapters.Autoencoders;

/// <summary>
/// The author's weights on one data set and the options that they stand for (rae.md §2.3). His deterministic losses are means over
/// pixels and over latent dimensions, without the ½; here everything is a sum: ‖x − x̂‖² + b·½‖z‖² + λ·L_REG, w·KL, λ·MMD.
/// </summary>
/// <param name="DataSet">Name of the data set.</param>
/// <param name="Net">The data set's nets at the author's width; D_x = <see cref="ConvNetOptions.Pixels"/>,
/// d = <see cref="ConvNetOptions.LatentSize"/>.</param>
public sealed record RaeWeights(string DataSet, ConvNetOptions Net)
{
    /// <summary>Config: w of the VAE's KL; the squared error is summed over the side lengths and averaged over channels.</summary>
    public required double VaeKl { get; init; }

    /// <summary>Config: w of the CV-VAE's ½‖μ‖², reduced as the VAE's.</summary>
    public required double ConstantVarianceKl { get; init; }

    /// <summary>Config: λ of the WAE's MMD.</summary>
    public required double Discrepancy { get; init; }

    /// <summary>What the author multiplies the WAE's summed squared error by: 1/D_x (a mean), but 0.05 for CelebA.</summary>
    public required double WaeReconstruction { get; init; }

    /// <summary>Standard deviation of the noise on the WAE encoder's input; 0 for none.</summary>
    public double WaeEncoderNoise { get; init; }

    /// <summary>Config: β of RAE-GP.</summary>
    public required double GradientPenaltyBeta { get; init; }

    /// <summary>Config: λ of RAE-GP, of the author's penalty; 0 for CIFAR-10, which has no penalty at all.</summary>
    public required double GradientPenalty { get; init; }

    /// <summary>Config: β of RAE-L2.</summary>
    public required double L2Beta { get; init; }

    /// <summary>Config: λ of RAE-L2.</summary>
    public required double L2 { get; init; }

    /// <summary>Config: β of RAE-SN.</summary>
    public required double SpectralNormBeta { get; init; }

    /// <summary>Config: β of RAE.</summary>
    public required double RaeBeta { get; init; }

    /// <summary>Config: λ of AE-L2.</summary>
    public required double AeL2 { get; init; }

    /// <summary>Config: β₂ of the second-stage VAE, whose squared error is a mean over d.</summary>
    public required double SecondStageKl { get; init; }

    /// <summary>Whether the author's L2 penalty takes the decoder's first linear layer: only the CelebA net's does.</summary>
    public bool AuthorPenalizesDense { get; init; }

    /// <summary>MNIST padded to 32×32, d = 16.</summary>
    public static RaeWeights Mnist { get; } = new("MNIST", ConvNetOptions.Mnist())
    {
        VaeKl = 0.312,
        ConstantVarianceKl = 0.039,
        Discrepancy = 0.03,
        WaeReconstruction = 1.0 / 1024,
        GradientPenaltyBeta = 1e-4,
        GradientPenalty = 0.5e-7,
        L2Beta = 1e-4,
        L2 = 1e-7,
        SpectralNormBeta = 0.009,
        RaeBeta = 5e-4,
        AeL2 = 1e-7,
        SecondStageKl = 1.5e-3,
    };

    /// <summary>CIFAR-10, d = 128.</summary>
    public static RaeWeights Cifar10 { get; } = new("CIFAR-10", ConvNetOptions.Cifar10())
    {
        VaeKl = 0.024,
        ConstantVarianceKl = 9e-4,
        Discrepancy = 0.006,
        WaeReconstruction = 1.0 / 3072,
        GradientPenaltyBeta = 9e-4,
        GradientPenalty = 0,
        L2Beta = 1e-3,
        L2 = 1e-6,
        SpectralNormBeta = 0.03,
        RaeBeta = 1e-2,
        AeL2 = 1e-6,
        SecondStageKl = 1e-3,
    };

    /// <summary>CelebA cropped to 64×64, d = 64. The author's CV-VAE has 64 base filters here, the other models 128.</summary>
    public static RaeWeights CelebA { get; } = new("CelebA", ConvNetOptions.CelebA())
    {
        VaeKl = 0.09024,
        ConstantVarianceKl = 0.01,
        Discrepancy = 100,
        WaeReconstruction = 0.05,
        WaeEncoderNoise = 0.01,
        GradientPenaltyBeta = 1e-4,
        GradientPenalty = 1e-7,
        L2Beta = 1e-4,
        L2 = 1e-7,
        SpectralNormBeta = 2.4e-3,
        RaeBeta = 1e-4,
        AeL2 = 1e-6,
        SecondStageKl = 2e-3,
        AuthorPenalizesDense = true,
    };

    /// <summary>The three data sets of the thesis's table.</summary>
    public static IReadOnlyList<RaeWeights> All { get; } = [Mnist, Cifar10, CelebA];

    /// <summary>b of b·½‖z‖² = 2β·D_x/d.</summary>
    public double LatentWeight(double beta) => 2 * beta * Net.Pixels / Net.LatentSize;

    /// <summary>λ of the L2 penalty = λ·D_x.</summary>
    public double L2Weight(double lambda) => lambda * Net.Pixels;

    /// <summary>λ of the gradient penalty = λ·D_x/d: the canonical weight of the author's penalty, used for the paper's too,
    /// whose own was not seen.</summary>
    public double GradientPenaltyWeight(double lambda) => lambda * Net.Pixels / Net.LatentSize;

    /// <summary>w of the KL term = C·w.</summary>
    public double KlWeight(double w) => Net.Channels * w;

    /// <summary>λ of the MMD = λ divided by the factor of the squared error.</summary>
    public double DiscrepancyWeight(double lambda) => lambda / WaeReconstruction;

    /// <summary>β₂·d: weight of the second stage's KL beside a squared error that is summed over d.</summary>
    public double SecondStageKlWeight => SecondStageKl * Net.LatentSize;

    /// <summary>The VAE with canonical weights on nets of this data set, of any width.</summary>
    public VaeOptions Vae(ConvNetOptions net) => new(net, KlWeight(VaeKl));

    /// <summary>The CV-VAE, σ = 0.7.</summary>
    public ConstantVarianceVaeOptions ConstantVarianceVae(ConvNetOptions net) => new(net, KlWeight(ConstantVarianceKl));

    /// <summary>The WAE-MMD; for CelebA with noise on the encoder's input.</summary>
    public WassersteinAutoencoderOptions Wae(ConvNetOptions net) =>
        new(net, DiscrepancyWeight(Discrepancy)) { EncoderNoise = WaeEncoderNoise };

    /// <summary>The AE.</summary>
    public RegularizedAutoencoderOptions Ae(ConvNetOptions net) => new(net);

    /// <summary>The AE-L2.</summary>
    /// <param name="net">Nets of this data set, of any width.</param>
    /// <param name="authorsCode">The penalty as in the author's code instead of the paper's.</param>
    public RegularizedAutoencoderOptions AeWithL2(ConvNetOptions net, bool authorsCode = false) =>
        new(net, 0, DecoderRegularizer.L2, L2Weight(AeL2)) { PenalizeDense = !authorsCode || AuthorPenalizesDense };

    /// <summary>The RAE.</summary>
    public RegularizedAutoencoderOptions Rae(ConvNetOptions net) => new(net, LatentWeight(RaeBeta));

    /// <summary>The RAE-L2.</summary>
    /// <inheritdoc cref="AeWithL2" path="/param"/>
    public RegularizedAutoencoderOptions RaeL2(ConvNetOptions net, bool authorsCode = false) =>
        new(net, LatentWeight(L2Beta), DecoderRegularizer.L2, L2Weight(L2)) { PenalizeDense = !authorsCode || AuthorPenalizesDense };

    /// <summary>The RAE-GP; without any penalty on CIFAR-10, as configured.</summary>
    /// <inheritdoc cref="AeWithL2" path="/param"/>
    public RegularizedAutoencoderOptions RaeGp(ConvNetOptions net, bool authorsCode = false) =>
        new(net, LatentWeight(GradientPenaltyBeta), DecoderRegularizer.GradientPenalty, GradientPenaltyWeight(GradientPenalty))
        {
            GradientPenalty = authorsCode ? GradientPenaltyForm.SquaredOutput : GradientPenaltyForm.Jacobian,
        };

    /// <summary>The RAE-SN.</summary>
    /// <param name="net">Nets of this data set, of any width.</param>
    /// <param name="authorsCode">Normalize the encoder too, as the author's code does.</param>
    public RegularizedAutoencoderOptions RaeSn(ConvNetOptions net, bool authorsCode = false) =>
        new(net, LatentWeight(SpectralNormBeta), DecoderRegularizer.SpectralNorm) { NormalizeEncoder = authorsCode };
}
