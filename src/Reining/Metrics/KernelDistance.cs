using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>The kernel distance of two sets of features: squared MMD with the kernel (a·b/d + 1)³, unbiased, in double.</summary>
/// <remarks>
/// Bińkowski et al. (2018), there on Inception features as "KID". Unlike the Fréchet distance it has no bias by the sample count, so sets
/// of different sizes can be compared. The original averages 100 random subsets of 1000, which overlap; here the rows are divided into
/// disjoint random blocks, so every row counts once and the blocks' spread gives an honest standard error. One block
/// (<c>blockSize: long.MaxValue</c>) is the full estimate over all pairs.
/// </remarks>
public static class KernelDistance
{
    /// <summary>Distance of two sets of features.</summary>
    /// <param name="first">(N, d), N ≥ 2.</param>
    /// <param name="second">(M, d), M ≥ 2.</param>
    /// <param name="blockSize">Rows of the smaller set in one block, at least 2; part of the estimator,
    /// not of how images are batched.</param>
    /// <param name="seed">Seed of the division into blocks.</param>
    /// <exception cref="ArgumentException">Wrong shapes, values that are not finite, or too few rows.</exception>
    public static MmdEstimate Between(Tensor first, Tensor second, long blockSize = MmdEstimate.DefaultBlockSize, int seed = 0) =>
        MmdEstimate.Of(first, second, Kernel, blockSize, seed, "KernelDistance.Between", "features");

    static Tensor Kernel(Tensor a, Tensor b)
    {
        var k = a.mm(b.t()).div_(a.shape[1]).add_(1); // (n, m)
        return k.square().mul_(k);
    }
}
