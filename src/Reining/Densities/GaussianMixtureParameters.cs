namespace Reining.Densities;

/// <summary>Weights, means and covariances of a Gaussian mixture; plain data that round-trips through JSON.</summary>
public sealed record GaussianMixtureParameters
{
    /// <summary>Checks and keeps the arrays (not copied).</summary>
    /// <param name="weights">K numbers &gt; 0 whose sum is 1.</param>
    /// <param name="means">K rows of d numbers.</param>
    /// <param name="covariances">K symmetric matrices, each d rows of d numbers.</param>
    /// <exception cref="ArgumentException">Sizes differ, a number is out of its range, or a matrix is not symmetric.</exception>
    public GaussianMixtureParameters(double[] weights, double[][] means, double[][][] covariances)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(covariances);
        if (weights.Length == 0 || means.Length != weights.Length || covariances.Length != weights.Length)
            throw new ArgumentException(
                "Gaussian mixture: expected K ≥ 1 weights, K means and K covariances, " +
                $"got {weights.Length}, {means.Length} and {covariances.Length}; use those of one fit.");
        if (!weights.All(w => w > 0) || Math.Abs(weights.Sum() - 1) > 1e-9)
            throw new ArgumentException(
                "Gaussian mixture: expected weights > 0 that sum to 1, " +
                $"got [{string.Join(", ", weights.Select(w => w.ToString("G6")))}]; divide them by their sum.");
        if (means.Any(m => m.Length != means[0].Length))
            throw new ArgumentException(
                $"Gaussian mixture: expected means of one length, got {string.Join(", ", means.Select(m => m.Length))}; " +
                "use those of one fit.");
        for (var k = 0; k < weights.Length; k++)
            GaussianParameters.Check($"Gaussian mixture, component {k}", means[k], covariances[k]);
        (Weights, Means, Covariances) = (weights, means, covariances);
    }

    /// <summary>K numbers that sum to 1.</summary>
    public double[] Weights { get; }

    /// <summary>K rows of d numbers.</summary>
    public double[][] Means { get; }

    /// <summary>K matrices of d rows of d numbers.</summary>
    public double[][][] Covariances { get; }
}
