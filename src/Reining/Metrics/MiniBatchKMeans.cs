using Reining.Densities;
using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>Mini-batch k-means (Sculley 2010) in double: clusters of many points in a fraction of Lloyd's time, for <see cref="PrecisionRecallDistributions"/>.</summary>
/// <remarks>
/// As in scikit-learn: ten greedy k-means++ starts on a sample, of which the one with the lowest inertia goes on; each step moves the
/// centers to the running mean of all points ever given to them; it ends when the smoothed inertia of the batches has not fallen for ten steps.
/// Centers that get few points are not replaced.
/// </remarks>
static class MiniBatchKMeans
{
    const int BatchSize = 1024, Starts = 10, MaxEpochs = 100, Patience = 10;

    /// <summary>Cluster index (N,), int64, of each point (N, d) in double. The points need at least K distinct rows.</summary>
    internal static Tensor Labels(Tensor points, int clusters, int seed)
    {
        using var scope = NewDisposeScope();
        var x = points - points.mean([0], keepdim: true);
        var squares = x.square().sum(1, keepdim: true); // (N, 1)
        var n = x.shape[0];
        using var generator = new Generator(unchecked((ulong)seed), CPU);
        var centers = Best(x, squares, clusters, generator, new Random(seed));

        var counts = zeros(clusters, 1, dtype: float64);
        var weight = Math.Min(1, 2.0 * Math.Min(BatchSize, n) / (n + 1));
        var (smoothed, lowest, waited) = (double.NaN, double.PositiveInfinity, 0);
        for (var step = 0L; step < Math.Max(1, MaxEpochs * n / BatchSize) && waited < Patience; step++)
        {
            using var pass = NewDisposeScope();
            var rows = Sample(n, BatchSize, generator);
            var batch = x.index_select(0, rows);
            var (own, labels) = KMeans.Distances(batch, squares.index_select(0, rows), centers).min(1); // (B,) each
            var members = nn.functional.one_hot(labels, clusters).to(float64).t(); // (K, B)
            var fresh = members.sum(1, keepdim: true);
            counts.add_(fresh);
            centers.add_((members.mm(batch) - fresh * centers) / counts.clamp(min: 1));
            var inertia = own.mean().item<double>();
            smoothed = double.IsNaN(smoothed) ? inertia : smoothed * (1 - weight) + inertia * weight;
            (lowest, waited) = smoothed < lowest ? (smoothed, 0) : (lowest, waited + 1);
        }
        return KMeans.Distances(x, squares, centers).argmin(1).MoveToOuterDisposeScope();
    }

    /// <summary>The best of some k-means++ starts on samples, (K, d).</summary>
    static Tensor Best(Tensor x, Tensor squares, int clusters, Generator generator, Random random)
    {
        var judges = Sample(x.shape[0], 3 * BatchSize, generator);
        var (judged, judgedSquares) = (x.index_select(0, judges), squares.index_select(0, judges));
        var (best, lowest) = (default(Tensor), double.PositiveInfinity);
        for (var start = 0; start < Starts; start++)
        {
            var rows = Sample(x.shape[0], Math.Max(3 * BatchSize, 3 * clusters), generator);
            var centers = KMeansPlusPlus.Centers(x.index_select(0, rows), clusters, random);
            var inertia = KMeans.Distances(judged, judgedSquares, centers).min(1).values.sum().item<double>();
            if (inertia < lowest)
                (best, lowest) = (centers, inertia);
        }
        return best!;
    }

    static Tensor Sample(long n, long count, Generator generator) =>
        n <= count ? arange(n) : randperm(n, generator: generator).narrow(0, 0, count); // (min(n, count),)
}
