namespace Reining.Densities;

/// <summary>Mean and covariance of a Gaussian over R^d, or of a set of features; plain data that round-trips through JSON.</summary>
public sealed record GaussianParameters
{
    /// <summary>Checks and keeps the arrays (not copied).</summary>
    /// <param name="mean">d numbers.</param>
    /// <param name="covariance">d rows of d numbers, symmetric.</param>
    /// <exception cref="ArgumentException">Sizes differ, an entry is not finite, or the matrix is not symmetric.</exception>
    public GaussianParameters(double[] mean, double[][] covariance)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(covariance);
        Check("Gaussian", mean, covariance);
        (Mean, Covariance) = (mean, covariance);
    }

    /// <summary>d numbers.</summary>
    public double[] Mean { get; }

    /// <summary>d rows of d numbers.</summary>
    public double[][] Covariance { get; }

    internal static void Check(string what, double[] mean, double[][] covariance)
    {
        var d = mean.Length;
        if (d == 0 || covariance.Length != d || covariance.Any(r => r.Length != d))
            throw new ArgumentException(
                $"{what}: expected a mean of d ≥ 1 numbers and d rows of d numbers, got a mean of {d} and {covariance.Length} " +
                $"rows of {string.Join("/", covariance.Select(r => r.Length).Distinct())}; use the two of one set of codes.");
        if (!mean.All(double.IsFinite) || !covariance.All(r => r.All(double.IsFinite)))
            throw new ArgumentException(
                $"{what}: expected finite numbers, got NaN or infinity in the mean or covariance; check the codes they come from.");
        var largest = covariance.Max(r => r.Max(Math.Abs));
        for (var i = 0; i < d; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Math.Abs(covariance[i][j] - covariance[j][i]) > 1e-9 * largest)
                    throw new ArgumentException(
                        $"{what}: expected a symmetric covariance, got {covariance[i][j]:G6} at ({i}, {j}) " +
                        $"and {covariance[j][i]:G6} at ({j}, {i}); average the matrix with its transpose if that is rounding.");
            }
        }
    }
}
