namespace Reining.Models;

/// <summary>A Gaussian-mixture variational autoencoder; the defaults are for MNIST (fact sheet robust-gmvae.md §2).</summary>
/// <param name="Net">Sizes of the encoder and of the images.</param>
/// <param name="ClusterWeight">λ: what a squared distance to the class's mean costs against a squared error of a pixel. It stands for
/// σ_x²/σ², the only ratio of variances that the loss depends on.</param>
public sealed record GaussianMixtureVaeOptions(StridedNetOptions Net, double ClusterWeight = 1000)
{
    /// <summary>λ.</summary>
    public double ClusterWeight
    {
        get;
        init => field = Options.Positive(value, nameof(ClusterWeight));
    } = Options.Positive(ClusterWeight, nameof(ClusterWeight));

    /// <summary>Classes, each with a component; at least 2.</summary>
    public long Classes
    {
        get;
        init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(
            nameof(Classes), value, $"Classes: expected at least 2, got {value}.");
    } = 10;

    /// <summary>Dimensions of the part of a code that tells the class; 0 for as many as the placement needs.</summary>
    public long ClassSize { get; init => field = Options.NotNegative(value, nameof(ClassSize)); }

    /// <summary>Further dimensions of a code, which only the decoder reads: style. 0 in the thesis's model.</summary>
    public long StyleSize { get; init => field = Options.NotNegative(value, nameof(StyleSize)); }

    /// <summary>What a squared style code costs, as b in b·½‖s‖².</summary>
    public double StyleWeight { get; init => field = Options.NotNegative(value, nameof(StyleWeight)); } = 0.064;

    /// <summary>Where the means lie.</summary>
    public ComponentPlacement Placement { get; init; } = ComponentPlacement.OneHot;

    /// <summary>σ²: variance of a component in each dimension.</summary>
    public double ComponentVariance { get; init => field = Options.Positive(value, nameof(ComponentVariance)); } = 1.0 / 3000;

    /// <summary>σ_q²: variance of the noise on a code in training; 0 for the deterministic model, a regularized autoencoder whose prior is
    /// the mixture.</summary>
    public double NoiseVariance { get; init => field = Options.NotNegative(value, nameof(NoiseVariance)); } = 1.0 / 3000;

    /// <summary>For images without a label.</summary>
    public UnlabeledTerm Unlabeled { get; init; } = UnlabeledTerm.Hard;
}
