using static TorchSharp.torch;

namespace Reining.Densities;

/// <summary>k-means by Lloyd's iterations from a greedy k-means++ start, in double: the start of the mixture's EM.</summary>
/// <remarks>
/// As in scikit-learn: each center is the best of 2 + ⌊ln K⌋ candidates drawn with probability proportional to the squared distance
/// (Arthur and Vassilvitskii 2007); Lloyd stops when the centers move by less than 1e-4 of the mean variance, or nothing changes.
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

        var centers = Start(x, squares, clusters, new Random(seed));
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

    internal static Tensor Start(Tensor x, Tensor squares, int clusters, Random random)
    {
        var n = x.shape[0];
        var chosen = new List<long> { random.NextInt64(n) };
        var nearest = Distances(x, squares, x[chosen[0]].unsqueeze(0)).squeeze(1); // (N,)
        var floor = 1e-12 * squares.max().item<double>();
        var trials = 2 + (int)Math.Log(clusters);
        while (chosen.Count < clusters)
        {
            using var step = NewDisposeScope();
            var weights = Gaussians.Values(nearest);
            for (var i = 0; i < weights.Length; i++)
                weights[i] = weights[i] <= floor ? 0 : weights[i]; // copies of a chosen point differ from it by rounding only
            var candidates = Draw(weights, trials, random) ?? throw TooFew(chosen.Count, clusters);
            var distances = Distances(x, squares, x[tensor(candidates)]).minimum(nearest.unsqueeze(1)); // (N, trials)
            var best = distances.sum(dim: 0).argmin().item<long>();
            chosen.Add(candidates[best]);
            nearest.copy_(distances.select(1, best));
        }
        return x[tensor(chosen)]; // (K, d)
    }

    /// <summary>Indices drawn with probability proportional to the weights; null if all weights are zero.</summary>
    static long[]? Draw(double[] weights, int count, Random random)
    {
        var cumulative = new double[weights.Length];
        var total = 0.0;
        for (var i = 0; i < weights.Length; i++)
            cumulative[i] = total += weights[i];
        if (total == 0)
            return null;
        var last = Array.FindLastIndex(weights, w => w > 0);
        var drawn = new long[count];
        for (var t = 0; t < count; t++)
        {
            var target = random.NextDouble() * total;
            var (low, high) = (0, last); // the first index whose cumulative weight exceeds the target
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = cumulative[middle] > target ? (low, middle) : (middle + 1, high);
            }
            drawn[t] = low;
        }
        return drawn;
    }

    static long[] Assign(Tensor x, Tensor squares, Tensor centers, out double inertia)
    {
        using var scope = NewDisposeScope();
        var distances = Distances(x, squares, centers); // (N, K)
        var labels = distances.argmin(1).data<long>().ToArray();
        var own = Gaussians.Values(distances.min(1).values);
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

    static ArgumentException TooFew(long got, int clusters) => new(
        $"KMeans.Fit: expected at least {clusters} distinct points for {clusters} clusters, got {got}; encode more samples or use fewer components.");
}
