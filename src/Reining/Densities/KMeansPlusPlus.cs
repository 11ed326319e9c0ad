using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Reining.Densities;

/// <summary>The greedy k-means++ start (Arthur and Vassilvitskii 2007), in double.</summary>
/// <remarks>
/// As in scikit-learn: each center is the best of 2 + ⌊ln K⌋ points drawn with probability proportional to the squared distance from the nearest center.
/// A distance is only taken where it can matter: a candidate that is at least twice as far from a point's center as the point itself is not nearer
/// to the point, by the triangle inequality.
/// </remarks>
sealed class KMeansPlusPlus
{
    readonly double[] _points; // N·d
    readonly int _dimensions;
    readonly int[] _center; // of each point the nearest one, by its place in _chosen
    readonly List<int> _chosen = []; // points
    double[] _nearest; // squared distance of each point from it

    KMeansPlusPlus(double[] points, int dimensions)
    {
        (_points, _dimensions) = (points, dimensions);
        _center = new int[points.Length / dimensions];
        _nearest = new double[_center.Length];
    }

    /// <summary>Centers (K, d) among the points (N, d), in double.</summary>
    /// <exception cref="ArgumentException">Fewer than K distinct points.</exception>
    internal static Tensor Centers(Tensor points, int clusters, Random random)
    {
        var start = new KMeansPlusPlus(Gaussians.Values(points), (int)points.shape[1]);
        start.First((int)random.NextInt64(start._nearest.Length));
        var trials = 2 + (int)Math.Log(clusters);
        while (start._chosen.Count < clusters)
            start.Next(trials, random, clusters);
        return points[tensor(start._chosen.ToArray(), dtype: ScalarType.Int64)]; // (K, d)
    }

    ReadOnlySpan<double> Point(int index) => _points.AsSpan(index * _dimensions, _dimensions);

    double SquaredDistance(int a, int b)
    {
        var distance = TensorPrimitives.Distance(Point(a), Point(b));
        return distance * distance;
    }

    void First(int point)
    {
        _chosen.Add(point);
        for (var i = 0; i < _nearest.Length; i++)
            _nearest[i] = SquaredDistance(i, point);
    }

    void Next(int trials, Random random, int clusters)
    {
        var candidates = Draw(_nearest, trials, random) ?? throw KMeans.TooFew(_chosen.Count, clusters);
        var (best, lowest, bestNearest) = (-1, double.PositiveInfinity, _nearest);
        foreach (var candidate in candidates)
        {
            var nearest = With(candidate);
            var sum = TensorPrimitives.Sum<double>(nearest);
            if (sum < lowest)
                (best, lowest, bestNearest) = (candidate, sum, nearest);
        }
        for (var i = 0; i < _center.Length; i++)
        {
            if (bestNearest[i] < _nearest[i])
                _center[i] = _chosen.Count;
        }
        _chosen.Add(best);
        _nearest = bestNearest;
    }

    /// <summary>Squared distance of each point from the nearest center if this point were one.</summary>
    double[] With(int candidate)
    {
        var reach = _chosen.Select(center => SquaredDistance(candidate, center) / 4).ToArray();
        var nearest = new double[_nearest.Length];
        for (var i = 0; i < nearest.Length; i++)
            nearest[i] = reach[_center[i]] < _nearest[i] ? Math.Min(_nearest[i], SquaredDistance(i, candidate)) : _nearest[i];
        return nearest;
    }

    /// <summary>Indices drawn with probability proportional to the weights; null if all weights are zero.</summary>
    static int[]? Draw(double[] weights, int count, Random random)
    {
        var cumulative = new double[weights.Length];
        var total = 0.0;
        for (var i = 0; i < weights.Length; i++)
            cumulative[i] = total += weights[i];
        if (total == 0)
            return null;
        var last = Array.FindLastIndex(weights, w => w > 0);
        var drawn = new int[count];
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
}
