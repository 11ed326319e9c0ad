using System.Runtime.InteropServices;
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
    readonly int _dimensions;
    readonly int[] _center; // of each point the nearest one, by its place in _chosen
    readonly List<int> _chosen = []; // points
    readonly double[][] _trials; // squared distances of each point from the nearest center, by candidate for the next one
    double[] _nearest; // without a next one

    KMeansPlusPlus(int count, int dimensions, int trials)
    {
        (_dimensions, _center, _nearest) = (dimensions, new int[count], new double[count]);
        _trials = [.. Enumerable.Range(0, trials).Select(_ => new double[count])];
    }

    /// <summary>Centers (K, d) among the points (N, d), in double on the CPU.</summary>
    /// <exception cref="ArgumentException">Fewer than K distinct points.</exception>
    internal static Tensor Centers(Tensor points, int clusters, Random random)
    {
        using var scope = NewDisposeScope();
        var values = MemoryMarshal.Cast<byte, double>(points.contiguous().bytes); // N·d
        var start = new KMeansPlusPlus((int)points.shape[0], (int)points.shape[1], 2 + (int)Math.Log(clusters));
        start.First(values, (int)random.NextInt64(points.shape[0]));
        while (start._chosen.Count < clusters)
            start.Next(values, Draw(start._nearest, start._trials.Length, random) ?? throw KMeans.TooFew(start._chosen.Count, clusters));
        return points[tensor(start._chosen.ToArray(), dtype: ScalarType.Int64)].MoveToOuterDisposeScope(); // (K, d)
    }

    ReadOnlySpan<double> Point(ReadOnlySpan<double> points, int index) => points.Slice(index * _dimensions, _dimensions);

    static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var distance = TensorPrimitives.Distance(a, b);
        return distance * distance;
    }

    void First(ReadOnlySpan<double> points, int chosen)
    {
        _chosen.Add(chosen);
        for (var i = 0; i < _nearest.Length; i++)
            _nearest[i] = SquaredDistance(Point(points, i), Point(points, chosen));
    }

    void Next(ReadOnlySpan<double> points, int[] candidates)
    {
        Try(points, candidates);
        var sums = _trials.Select(t => TensorPrimitives.Sum<double>(t)).ToArray();
        var best = TensorPrimitives.IndexOfMin<double>(sums);
        for (var i = 0; i < _center.Length; i++)
        {
            if (_trials[best][i] < _nearest[i])
                _center[i] = _chosen.Count;
        }
        _chosen.Add(candidates[best]);
        (_nearest, _trials[best]) = (_trials[best], _nearest);
    }

    void Try(ReadOnlySpan<double> points, int[] candidates)
    {
        var reach = new double[candidates.Length][]; // a quarter of the squared distance of a candidate from each center
        for (var t = 0; t < candidates.Length; t++)
        {
            reach[t] = new double[_chosen.Count];
            for (var c = 0; c < _chosen.Count; c++)
                reach[t][c] = SquaredDistance(Point(points, candidates[t]), Point(points, _chosen[c])) / 4;
        }
        for (var i = 0; i < _nearest.Length; i++)
        {
            var point = Point(points, i);
            for (var t = 0; t < candidates.Length; t++)
                _trials[t][i] = reach[t][_center[i]] < _nearest[i] ? Math.Min(_nearest[i], SquaredDistance(point, Point(points, candidates[t]))) : _nearest[i];
        }
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
