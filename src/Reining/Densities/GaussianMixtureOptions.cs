namespace Reining.Densities;

/// <summary>How a Gaussian mixture is fitted by EM. The defaults are those of the RAE code (fact sheet rae.md §5).</summary>
public sealed record GaussianMixtureOptions
{
    /// <summary>K, at least 1.</summary>
    public int Components { get; init => field = Options.Positive(value, nameof(Components)); } = 10;

    /// <summary>Added to the diagonal of every covariance, ≥ 0, in units of the codes squared.</summary>
    public double Ridge { get; init => field = Finite(value, nameof(Ridge)); } = 1e-6;

    /// <summary>EM stops when the mean log-likelihood per code changes by less than this, in nats, ≥ 0.</summary>
    public double Tolerance { get; init => field = Finite(value, nameof(Tolerance)); } = 1e-3;

    /// <summary>The most EM iterations in one restart, at least 1.</summary>
    public int MaxIterations { get; init => field = Options.Positive(value, nameof(MaxIterations)); } = 2000;

    /// <summary>Independent k-means starts, at least 1; the fit with the highest log-likelihood is kept.</summary>
    public int Restarts { get; init => field = Options.Positive(value, nameof(Restarts)); } = 1;

    /// <summary>Seed of the k-means starts.</summary>
    public int Seed { get; init; }

    static double Finite(double value, string field) => Options.InRange(value, 0, double.PositiveInfinity, field);
}
