using Reining.Densities;
using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>The Fréchet (2-Wasserstein) distance of Gaussians, squared as in the FID, in double.</summary>
/// <remarks>
/// ‖m₁−m₂‖² + tr(S₁ + S₂ − 2(S₁S₂)^½), fact sheet rae.md §6 (Heusel et al. 2017). tr (S₁S₂)^½ is computed as the sum of the
/// singular values of S₁^½·S₂^½, with the roots by symmetric eigendecomposition: never complex, and exact for equal sets where
/// sqrtm of a near-singular product loses half the digits. Eigenvalues below d·2⁻⁵²·(the largest) are rounding and count as zero.
/// The published code's ε = 1e-6 on the diagonal is not used: nothing here needs an inverse or a non-singular product.
/// The distance is biased by the sample count: compare models at equal counts, beside a <see cref="RealFloor"/>.
/// </remarks>
public static class FrechetDistance
{
    /// <summary>Distance of two Gaussians.</summary>
    /// <returns>≥ 0, in units of the features squared; a result below zero by rounding is returned as 0.</returns>
    /// <exception cref="ArgumentException">Different dimensions, or a covariance with an eigenvalue clearly below zero.</exception>
    public static double Between(GaussianParameters first, GaussianParameters second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Mean.Length != second.Mean.Length)
            throw new ArgumentException(
                "FrechetDistance.Between: expected two Gaussians of one dimension, " +
                $"got {first.Mean.Length} and {second.Mean.Length}; use features of one extractor.");
        using var scope = NewDisposeScope();
        var shift = first.Mean.Zip(second.Mean, (a, b) => (a - b) * (a - b)).Sum();
        var overlap = linalg.svdvals(Root(first).mm(Root(second))).sum().item<double>();
        return Math.Max(0, shift + Trace(first) + Trace(second) - 2 * overlap);
    }

    /// <summary>Distance of two sets of features by their means and unbiased covariances.</summary>
    /// <param name="first">(N, d), N ≥ 2.</param>
    /// <param name="second">(M, d), M ≥ 2.</param>
    /// <returns>≥ 0, in units of the features squared.</returns>
    /// <exception cref="ArgumentException">Wrong shapes or values that are not finite.</exception>
    /// <exception cref="InvalidOperationException">A set of one vector.</exception>
    public static double Between(Tensor first, Tensor second) =>
        Between(FeatureStatistics.Of(first).ToGaussian(), FeatureStatistics.Of(second).ToGaussian());

    static double Trace(GaussianParameters gaussian) => gaussian.Covariance.Select((row, i) => row[i]).Sum();

    static Tensor Root(GaussianParameters gaussian)
    {
        var (values, vectors) = linalg.eigh(Gaussians.Matrix(gaussian.Covariance)); // (d,), (d, d)
        var largest = values.max().item<double>();
        var smallest = values.min().item<double>();
        if (smallest < -1e-8 * Math.Abs(largest))
            throw new ArgumentException(
                "FrechetDistance.Between: expected a positive semidefinite covariance, " +
                $"got an eigenvalue {smallest:G6} beside {largest:G6}; compute it from features in double.");
        var rounding = gaussian.Mean.Length * Math.Pow(2, -52) * largest;
        var roots = values.where(values > rounding, zeros_like(values)).sqrt_(); // (d,)
        return (vectors * roots).mm(vectors.t()); // (d, d)
    }
}
