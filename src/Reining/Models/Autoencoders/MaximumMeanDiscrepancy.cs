using Reining.Numerics;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>The kernel distance between two samples, differentiable (Gretton et al. 2012).</summary>
public static class MaximumMeanDiscrepancy
{
    static readonly double[] Scales = [0.1, 0.2, 0.5, 1, 2, 5, 10];

    /// <summary>
    /// Unbiased MMD² with the inverse multiquadratic kernels of the WAE paper and the author's code (rae.md §2.2):
    /// k(a, b) = Σ_s C·s / (C·s + ‖a − b‖²), C = 2d, s ∈ {0.1, 0.2, 0.5, 1, 2, 5, 10}.
    /// <code>
    /// [Σ_{i≠j} k(z_i, z_j) + Σ_{i≠j} k(p_i, p_j)] / n(n − 1) − 2 Σ_{ij} k(z_i, p_j) / n²
    /// </code>
    /// </summary>
    /// <param name="codes">z, (n, d), n at least 2.</param>
    /// <param name="prior">p, (n, d): draws of N(0, I), to whose scale C belongs.</param>
    /// <returns>As for <see cref="Unbiased"/>.</returns>
    /// <exception cref="ArgumentException">Fewer than two codes, or another number of draws.</exception>
    public static Tensor InverseMultiquadratic(Tensor codes, Tensor prior)
    {
        if (codes.ndim != 2 || codes.shape[0] < 2 || !codes.shape.SequenceEqual(prior.shape))
            throw new ArgumentException(
                "MaximumMeanDiscrepancy: expected two sets (n, d) of one size with n ≥ 2, " +
                $"got {Shape.Text(codes)} and {Shape.Text(prior)}; use a larger batch.");
        return Unbiased(codes, prior, [.. Scales.Select(s => 2 * codes.shape[1] * s)]);
    }

    /// <summary>
    /// Unbiased MMD² of two samples that need not have one size, with k(a, b) = Σ_c c / (c + ‖a − b‖²): all pairs in one product.
    /// </summary>
    /// <param name="first">(n, d), n at least 2.</param>
    /// <param name="second">(m, d), m at least 2.</param>
    /// <param name="widths">The c, each above 0, in squared units of the samples.</param>
    /// <returns>A scalar; slightly below 0 now and then, as the estimate is unbiased. In float32 on a processor its second
    /// derivative is 0 without an error: do not differentiate it twice.</returns>
    /// <exception cref="ArgumentException">Fewer than two rows, different lengths, or no widths.</exception>
    public static Tensor Unbiased(Tensor first, Tensor second, IReadOnlyList<double> widths)
    {
        ArgumentNullException.ThrowIfNull(widths);
        return Autocast.Without(() =>
        {
            var rows = Rows(first, second, widths);
            return PairKernels.Fits(rows)
                ? PairKernels.Distance(rows, (int)first.shape[0], widths)
                : (Kernel(rows, widths) * PairWeights(first.shape[0], second.shape[0], first)).sum();
        });
    }

    /// <summary>
    /// Unbiased MMD² of two samples with classes, pairs of different classes counting 0: for K equally frequent classes the sum of the
    /// classes' MMD² over K².
    /// </summary>
    /// <param name="first">(n, d), n at least 2.</param>
    /// <param name="firstClasses">(n,), int64.</param>
    /// <param name="second">(m, d), m at least 2.</param>
    /// <param name="secondClasses">(m,), int64.</param>
    /// <param name="widths">As for <see cref="Unbiased"/>.</param>
    /// <returns>A scalar; slightly below 0 now and then, as the estimate is unbiased.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Unbiased"/>.</exception>
    public static Tensor WithinClasses(
        Tensor first, Tensor firstClasses, Tensor second, Tensor secondClasses, IReadOnlyList<double> widths)
    {
        ArgumentNullException.ThrowIfNull(widths);
        return Autocast.Without(() =>
        {
            var classes = cat([firstClasses, secondClasses]); // (n + m,)
            var same = (classes.unsqueeze(1) == classes).to(first.dtype); // (n + m, n + m)
            return (Kernel(Rows(first, second, widths), widths) * same * PairWeights(first.shape[0], second.shape[0], first)).sum();
        });
    }

    // Of both sets, (n + m, d).
    static Tensor Rows(Tensor first, Tensor second, IReadOnlyList<double> widths)
    {
        if (first.ndim != 2 || second.ndim != 2 || first.shape[1] != second.shape[1] || Math.Min(first.shape[0], second.shape[0]) < 2)
            throw new ArgumentException(
                "MaximumMeanDiscrepancy: expected sets (n, d) and (m, d) with n, m ≥ 2, " +
                $"got {Shape.Text(first)} and {Shape.Text(second)}; use a larger batch.");
        if (widths.Count == 0 || !widths.All(w => w > 0))
            throw new ArgumentException($"MaximumMeanDiscrepancy: expected widths above 0, got [{string.Join(", ", widths)}].");
        return cat([first, second]);
    }

    // Of all pairs of rows, (n + m, n + m).
    static Tensor Kernel(Tensor rows, IReadOnlyList<double> widths)
    {
        var scales = tensor([.. widths], [widths.Count, 1, 1], dtype: rows.dtype, device: rows.device);
        return (scales / (scales + SquaredDistances.Between(rows, rows))).sum(dim: 0);
    }

    /// <summary>What a pair counts: within the first set, within the second, across; a row with itself counts nothing.</summary>
    internal static (double First, double Second, double Across) Weights(double n, double m) =>
        (1 / (n * (n - 1)), 1 / (m * (m - 1)), -1 / (n * m));

    static Tensor PairWeights(long n, long m, Tensor like)
    {
        using var noGrad = no_grad();
        var (first, second, across) = Weights(n, m);
        var weights = full([n + m, n + m], across, dtype: like.dtype, device: like.device);
        weights.narrow(0, 0, n).narrow(1, 0, n).fill_(first);
        weights.narrow(0, n, m).narrow(1, n, m).fill_(second);
        weights.diagonal().zero_();
        return weights;
    }
}
