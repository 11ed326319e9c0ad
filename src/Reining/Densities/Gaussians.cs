using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Densities;

/// <summary>What the densities share: checked codes in double, Cholesky factors, Gaussian log-densities, noise.</summary>
static class Gaussians
{
    /// <summary>Ten machine epsilons keep the division defined for a component that lost every code, as in scikit-learn.</summary>
    const double Tiny = 10 * 2.220446049250313e-16;

    /// <summary>Checks codes and brings them to the CPU in double, cut off from the graph.</summary>
    internal static Tensor Codes(Tensor z, string operation, long? dimensions = null, string what = "codes")
    {
        var shape = Shape.Text(z);
        if (z.ndim != 2 || z.shape[0] < 1 || z.shape[1] < 1 || dimensions is { } d && z.shape[1] != d)
            throw new ArgumentException(
                $"{operation}: expected {what} (N, {dimensions?.ToString() ?? "d"}), got {shape}; give each sample one row.");
        if (!z.is_floating_point())
            throw new ArgumentException(
                $"{operation}: expected floating-point {what}, got {z.dtype} ({shape}); convert them with to(float32).");
        var codes = z.detach().to(ScalarType.Float64, CPU);
        var bad = codes.numel() - codes.isfinite().sum().item<long>();
        return bad == 0
            ? codes
            : throw new ArgumentException(
                $"{operation}: expected finite {what}, got {bad} entries that are NaN or infinite ({shape}); " +
                "look at the training loss of the model that made them.");
    }

    /// <summary>Lower Cholesky factor (d, d) of a covariance, or null if the matrix is not positive definite.</summary>
    internal static Tensor? Factor(Tensor covariance)
    {
        var (factor, info) = linalg.cholesky_ex(covariance);
        return info.item<int>() == 0 && factor.isfinite().all().item<bool>() ? factor : null;
    }

    /// <summary>The inverse of a lower factor, transposed: y = (z − μ)·P is white.</summary>
    internal static Tensor Whitener(Tensor factor) =>
        linalg.solve_triangular(factor, eye(factor.shape[0], dtype: ScalarType.Float64), upper: false).t().contiguous();

    /// <summary>log N(z; μ, Σ) of codes (N, d) by the whitener (d, d) of Σ and the mean (1, d); (N,).</summary>
    internal static Tensor LogDensity(Tensor z, Tensor mean, Tensor whitener)
    {
        var white = mean.mm(whitener).addmm(z, whitener, beta: -1); // (N, d)
        var constant = whitener.diagonal().log().sum().item<double>() - 0.5 * z.shape[1] * Math.Log(2 * Math.PI);
        return white.mul_(white).sum(1).mul_(-0.5).add_(constant); // (N,)
    }

    /// <summary>Counts (K, 1), means (K, d) and covariances (K, d, d) of codes (N, d) under memberships (K, N).</summary>
    internal static (Tensor Counts, Tensor Means, Tensor Covariances) Moments(Tensor z, Tensor memberships, double ridge)
    {
        using var scope = NewDisposeScope();
        var (components, d) = (memberships.shape[0], z.shape[1]);
        var counts = memberships.sum(1, keepdim: true) + Tiny; // (K, 1)
        var means = memberships.mm(z) / counts; // (K, d)
        var covariances = (ridge * eye(d, dtype: ScalarType.Float64)).repeat(components, 1, 1); // (K, d, d)
        for (var k = 0L; k < components; k++)
        {
            using var component = NewDisposeScope();
            var centered = z - means[k]; // (N, d)
            var weighted = centered * memberships[k].unsqueeze(1);
            var covariance = weighted.t().mm(centered) / counts[k]; // (d, d)
            covariances[k].add_((covariance + covariance.t()) / 2);
        }
        return (counts.MoveToOuterDisposeScope(), means.MoveToOuterDisposeScope(), covariances.MoveToOuterDisposeScope());
    }

    /// <summary>(count, d) standard normal numbers in double from a seed of their own.</summary>
    internal static Tensor Noise(long count, long dimensions, Generator generator) =>
        randn(count, dimensions, dtype: ScalarType.Float64, generator: generator);

    internal static Generator SeededGenerator(long count, int seed, string operation)
    {
        if (count < 1)
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"{operation}: expected a count of at least 1, got {count}; ask for one code or more.");
        return new Generator(unchecked((ulong)seed), CPU);
    }

    internal static Tensor Row(double[] values) => tensor(values, [1, values.Length]);

    internal static Tensor Matrix(double[][] rows) => tensor(rows.SelectMany(r => r).ToArray(), [rows.Length, rows[0].Length]);

    internal static double[][] Rows(Tensor matrix) => matrix.Doubles().Chunk((int)matrix.shape[1]).ToArray();
}
