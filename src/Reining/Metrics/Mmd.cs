using Reining.Densities;
using Reining.Numerics;
using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>Squared maximum mean discrepancy of codes with the WAE's kernel, unbiased, in double:
/// how far an aggregated posterior is from a prior.</summary>
/// <remarks>
/// k(a, b) = Σ_s C·s/(C·s + ‖a − b‖²), C = 2d, s ∈ {0.1, 0.2, 0.5, 1, 2, 5, 10}: the inverse multiquadratic kernel of the WAE
/// (Tolstikhin et al. 2018; fact sheet rae.md §2.2). k(a, a) = 7, so values lie between about 0 and 14. This is the measurement; the
/// training loss of the WAE is its model's own.
/// </remarks>
public static class Mmd
{
    static readonly double[] Scales = [0.1, 0.2, 0.5, 1, 2, 5, 10];

    /// <summary>Discrepancy of two sets of codes.</summary>
    /// <param name="first">(N, d), N ≥ 2.</param>
    /// <param name="second">(M, d), M ≥ 2.</param>
    /// <param name="blockSize">Rows of the smaller set in one block, at least 2.</param>
    /// <param name="seed">Seed of the division into blocks.</param>
    /// <exception cref="ArgumentException">Wrong shapes, values that are not finite, or too few rows.</exception>
    public static MmdEstimate Between(Tensor first, Tensor second, long blockSize = MmdEstimate.DefaultBlockSize, int seed = 0) =>
        MmdEstimate.Of(first, second, Kernel, blockSize, seed, "Mmd.Between", "codes");

    /// <summary>Discrepancy of codes and as many draws of a density: of an aggregated posterior and a prior.</summary>
    /// <param name="codes">(N, d), N ≥ 2; of a VAE samples of q(z|x), not means,
    /// if the training's own prior is what they are held against.</param>
    /// <param name="prior">What they should look like, for example <c>new StandardNormal(d)</c>.</param>
    /// <param name="seed">Seed of the draws and of the division into blocks.</param>
    /// <param name="blockSize">Codes in one block, at least 2.</param>
    /// <exception cref="ArgumentException">Wrong shape, values that are not finite, or too few codes.</exception>
    public static MmdEstimate Between(Tensor codes, IDensity prior, int seed, long blockSize = MmdEstimate.DefaultBlockSize)
    {
        ArgumentNullException.ThrowIfNull(prior);
        using var scope = NewDisposeScope();
        var z = Gaussians.Codes(codes, "Mmd.Between", prior.Dimensions);
        return Between(z, prior.Sample(z.shape[0], seed), blockSize, seed);
    }

    static Tensor Kernel(Tensor a, Tensor b)
    {
        var squares = SquaredDistances.Between(a, b); // (n, m)
        var total = zeros_like(squares);
        foreach (var scale in Scales.Select(s => 2 * a.shape[1] * s))
            total.add_((squares + scale).reciprocal_(), alpha: scale);
        return total;
    }
}
