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
    /// <returns>A scalar; slightly below 0 now and then, as the estimate is unbiased.</returns>
    /// <exception cref="ArgumentException">Fewer than two codes, or another number of draws.</exception>
    public static Tensor InverseMultiquadratic(Tensor codes, Tensor prior)
    {
        if (codes.ndim != 2 || codes.shape[0] < 2 || !codes.shape.SequenceEqual(prior.shape))
            throw new ArgumentException(
                "MaximumMeanDiscrepancy: expected two sets (n, d) of one size with n ≥ 2, " +
                $"got {Shape.Text(codes)} and {Shape.Text(prior)}; use a larger batch.");
        var n = codes.shape[0];
        var within = OffDiagonal(Kernel(codes, codes)) + OffDiagonal(Kernel(prior, prior));
        return within / (n * (n - 1)) - 2.0 / (n * n) * Kernel(codes, prior).sum();
    }

    static Tensor OffDiagonal(Tensor kernel) => kernel.sum() - kernel.diagonal().sum();

    static Tensor Kernel(Tensor a, Tensor b) => Autocast.Without(() => // the squared distance is a difference of products
    {
        var squared = a.square().sum(dim: 1, keepdim: true) + b.square().sum(dim: 1).unsqueeze(0) - 2 * Shape.MatMul(a, b.t()); // (n, n)
        squared = squared.clamp_min(0); // rounding
        return Scales.Select(s => 2 * a.shape[1] * s).Select(c => c / (c + squared)).Aggregate((x, y) => x + y);
    });
}
