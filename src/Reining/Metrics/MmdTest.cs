using Reining.Densities;
using Reining.Numerics;
using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>
/// Whether two sets of codes could be draws of one distribution: a permutation test of their squared maximum mean discrepancy with the
/// kernel Σ_q q·d/(q·d + ‖a − b‖²), q ∈ {0.1, 0.5, 1, 2, 10} (fact sheet invgan.md §3.3), unbiased.
/// </summary>
/// <param name="Value">The discrepancy.</param>
/// <param name="PValue">Share of random divisions of all codes that differ as much, the division at hand counted too.</param>
/// <param name="Permutations">Random divisions.</param>
public sealed record MmdTest(double Value, double PValue, int Permutations)
{
    static readonly double[] Scales = [0.1, 0.5, 1, 2, 10];

    /// <summary>Tests two sets of one size.</summary>
    /// <param name="first">(N, d), N at least 2.</param>
    /// <param name="second">(N, d).</param>
    /// <param name="seed">Of the divisions.</param>
    /// <param name="permutations">How many.</param>
    /// <exception cref="ArgumentException">Wrong shapes, sizes, or values that are not finite.</exception>
    public static MmdTest Between(Tensor first, Tensor second, ulong seed, int permutations = 500)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var a = Gaussians.Codes(first, "MmdTest.Between");
        var b = Gaussians.Codes(second, "MmdTest.Between", a.shape[1]);
        var n = a.shape[0];
        if (n < 2 || b.shape[0] != n || permutations < 1)
            throw new ArgumentException(
                $"MmdTest.Between: expected two sets of one size of at least 2 rows and a permutation, got {n} and {b.shape[0]} rows and " +
                $"{permutations} permutations.");
        var rows = cat([a, b]); // (2N, d)
        var squares = SquaredDistances.Between(rows, rows);
        var kernel = zeros_like(squares);
        foreach (var width in Scales.Select(q => q * a.shape[1]))
            kernel.add_((squares + width).reciprocal_(), alpha: width);
        kernel.diagonal().zero_();
        using var random = new Generator(seed);
        var signs = ones(2 * n, permutations + 1, dtype: float64); // +1 for the first set, −1 for the second, a column a division
        signs.narrow(0, n, n).neg_();
        for (var i = 1; i <= permutations; i++)
            signs.select(1, i).copy_(signs.select(1, 0).index_select(0, randperm(2 * n, generator: random)));
        // With s = ±1: Σ_{i≠j} k within both sets + Σ k across = Σ k, and within − across = sᵀKs.
        var total = kernel.sum();
        var signed = (signs * kernel.mm(signs)).sum(dim: 0); // (permutations + 1)
        var (within, across) = ((total + signed) / 2, (total - signed) / 2);
        var values = within / (n * (n - 1.0)) - across / ((double)n * n);
        var own = values[0].item<double>();
        var asLarge = (values >= own - 1e-12).sum().item<long>(); // itself among them
        return new(own, asLarge / (permutations + 1.0), permutations);
    }
}
