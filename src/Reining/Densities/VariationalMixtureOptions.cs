namespace Reining.Densities;

/// <summary>How a Gaussian mixture is fitted by variational Bayes. The defaults are the numbers of the RAE code's "GMM_Dirichlet"
/// (fact sheet rae.md §5).</summary>
public sealed record VariationalMixtureOptions
{
    /// <summary>K, at least 1: the most components that may carry weight.</summary>
    public int Components { get; init => field = Options.Positive(value, nameof(Components)); } = 10;

    /// <summary>Concentration of the Dirichlet prior of the weights for each component, above 0; null is 1/K.
    /// Small values empty components.</summary>
    public double? WeightConcentration { get; init => field = value is { } v ? Options.Positive(v, nameof(WeightConcentration)) : null; }

    /// <summary>Precision of the prior of the means relative to a component's, above 0. Their prior mean is the codes' mean.</summary>
    public double MeanPrecision { get; init => field = Options.Positive(value, nameof(MeanPrecision)); } = 1;

    /// <summary>Degrees of freedom of the Wishart prior of the precisions, above d − 1; null is d.
    /// Its scale is the codes' inverse covariance.</summary>
    public double? DegreesOfFreedom { get; init => field = value is { } v ? Options.Positive(v, nameof(DegreesOfFreedom)) : null; }

    /// <summary>Added to the diagonal of every component's sample covariance, ≥ 0, in units of the codes squared.</summary>
    public double Ridge { get; init => field = Finite(value, nameof(Ridge)); } = 1e-6;

    /// <summary>The iteration stops when the lower bound of the whole set of codes changes by less than this, in nats, ≥ 0.</summary>
    public double Tolerance { get; init => field = Finite(value, nameof(Tolerance)); } = 1e-3;

    /// <summary>The most iterations in one restart, at least 1.</summary>
    public int MaxIterations { get; init => field = Options.Positive(value, nameof(MaxIterations)); } = 100;

    /// <summary>Independent k-means starts, at least 1; the fit with the highest lower bound is kept.</summary>
    public int Restarts { get; init => field = Options.Positive(value, nameof(Restarts)); } = 1;

    /// <summary>Seed of the k-means starts.</summary>
    public int Seed { get; init; }

    static double Finite(double value, string field) => Options.InRange(value, 0, double.PositiveInfinity, field);
}
