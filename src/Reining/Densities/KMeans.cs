using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Densities;

/// <summary>k-means by Lloyd's iterations from a greedy k-means++ start, in double: the start of the mixture's EM.</summary>
/// <remarks>
/// As in scikit-learn: <see cref="KMeansPlusPlus"/>, then steps until the centers move by less than 1e-4 of the mean variance,
/// or nothing changes.
/// </remarks>
public static class KMeans
{
    const int MaxIterations = 300;
    const double RelativeTolerance = 1e-4;

    /// <summary>Clusters points.</summary>
    /// <param name="points">(N, d), floating, finite, with at least K distinct rows.</param>
    /// <param name="clusters">K, at least 1.</param>
    /// <param name="seed">Seed of the start.</param>
    /// <exception cref="ArgumentException">Wrong shape, values that are not finite, or fewer than K distinct points.</exception>
    public static KMeansResult Fit(Tensor points, int clusters, int seed)
    {
        if (clusters < 1)
            throw new ArgumentOutOfRangeException(nameof(clusters), clusters, $"KMeans.Fit: expected at least 1 cluster, got {clusters}.");
        using var scope = NewDisposeScope();
        var given = Gaussians.Codes(points, "KMeans.Fit", what: "points");
        if (given.shape[0] < clusters)
            throw TooFew(given.shape[0], clusters);
        var mean = given.mean([0], keepdim: true); // (1, d)
        var x = given - mean; // distances by ‖x‖² − 2x·c + ‖c‖² lose the fewest digits about the mean
        var squares = x.square().sum(1, keepdim: true); // (N, 1)
        var tolerance = RelativeTolerance * squares.mean().item<double>() / x.shape[1];

        var centers = KMeansPlusPlus.Centers(PointRows.Of(x), [.. Enumerable.Range(0, (int)x.shape[0])], clusters, new Random(seed))
            .ToTensor(); // (K, d)
        for (var iteration = 1; ; iteration++)
        {
            using var step = NewDisposeScope();
            var labels = Assign(x, squares, centers, out var inertia);
            var moved = CentersOf(x, labels, clusters);
            var shift = (moved - centers).square().sum().item<double>();
            centers.copy_(moved);
            if (shift <= tolerance || iteration == MaxIterations)
            {
                labels = Assign(x, squares, centers, out inertia);
                return new KMeansResult(Gaussians.Rows(centers + mean), labels, inertia, iteration);
            }
        }
    }

    /// <summary>Clusters of one restart as memberships (K, N): ones and zeros in double.</summary>
    internal static Tensor Memberships(Tensor points, int clusters, int seed, int restart)
    {
        using var scope = NewDisposeScope();
        var labels = tensor(Fit(points, clusters, unchecked(seed + 1_000_003 * restart)).Labels);
        return nn.functional.one_hot(labels, clusters).to(float64).t().contiguous().MoveToOuterDisposeScope(); // (K, N)
    }

    static long[] Assign(Tensor x, Tensor squares, Tensor centers, out double inertia)
    {
        using var scope = NewDisposeScope();
        var distances = Distances(x, squares, centers); // (N, K)
        var labels = distances.argmin(1).Longs();
        var own = distances.min(1).values.Doubles();
        FillEmptyClusters(labels, own, (int)centers.shape[0]);
        inertia = own.Sum();
        return labels;
    }

    /// <summary>An empty cluster takes the point that is farthest from its own center.</summary>
    static void FillEmptyClusters(long[] labels, double[] distances, int clusters)
    {
        var counts = new long[clusters];
        foreach (var label in labels)
            counts[label]++;
        for (var k = 0; k < clusters; k++)
        {
            if (counts[k] > 0)
                continue;
            var farthest = Enumerable.Range(0, labels.Length).Where(i => counts[labels[i]] > 1).MaxBy(i => distances[i]);
            counts[labels[farthest]]--;
            (labels[farthest], distances[farthest], counts[k]) = (k, 0, 1);
        }
    }

    static Tensor CentersOf(Tensor x, long[] labels, int clusters)
    {
        var members = nn.functional.one_hot(tensor(labels), clusters).to(float64).t(); // (K, N)
        return members.mm(x) / members.sum(1, keepdim: true); // (K, d)
    }

    internal static Tensor Distances(Tensor x, Tensor squares, Tensor centers) =>
        (squares + centers.square().sum(1).unsqueeze(0)).addmm(x, centers.t(), alpha: -2).clamp_(min: 0); // (N, K)

    internal static ArgumentException TooFew(long got, int clusters) => new(
        $"KMeans.Fit: expected at least {clusters} distinct points for {clusters} clusters, got {got}; " +
        "encode more samples or use fewer components.");
}
