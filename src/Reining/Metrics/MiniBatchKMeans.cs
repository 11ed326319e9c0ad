using Reining.Densities;

namespace Reining.Metrics;

/// <summary>Mini-batch k-means (Sculley 2010) in double: clusters of many points in a fraction of Lloyd's time,
/// for <see cref="PrecisionRecallDistributions"/>.</summary>
/// <remarks>
/// As in scikit-learn: ten greedy k-means++ starts on a sample, of which the one with the lowest inertia goes on; each step moves the
/// centers to the running mean of all points ever given to them; it ends when the smoothed inertia of the batches has not fallen for ten
/// steps. Centers that get few points are not replaced.
/// </remarks>
static class MiniBatchKMeans
{
    const int BatchSize = 1024, Starts = 10, MaxEpochs = 100, Patience = 10;

    /// <summary>Cluster index of each point. There must be at least K different ones.</summary>
    internal static int[] Labels(PointRows x, int clusters, int seed)
    {
        var random = new Random(seed);
        var sampler = new Sampler(x.Count, random);
        var centers = Best(x, clusters, sampler, random);

        var counts = new double[clusters];
        var weight = Math.Min(1, 2.0 * Math.Min(BatchSize, x.Count) / (x.Count + 1));
        var (smoothed, lowest, waited) = (double.NaN, double.PositiveInfinity, 0);
        for (var step = 0L; step < Math.Max(1, (long)MaxEpochs * x.Count / BatchSize) && waited < Patience; step++)
        {
            var inertia = Move(centers, counts, x, sampler.Take(BatchSize));
            smoothed = double.IsNaN(smoothed) ? inertia : smoothed * (1 - weight) + inertia * weight;
            (lowest, waited) = smoothed < lowest ? (smoothed, 0) : (lowest, waited + 1);
        }
        return [.. Enumerable.Range(0, x.Count).Select(i => centers.Nearest(x[i]).Index)];
    }

    /// <summary>One step: each center to the mean of the points it ever had, these among them.</summary>
    /// <returns>Mean squared distance of the batch from the centers before.</returns>
    static double Move(PointRows centers, double[] counts, PointRows x, ReadOnlySpan<int> batch)
    {
        var labels = new int[batch.Length];
        var inertia = 0.0;
        for (var i = 0; i < batch.Length; i++)
        {
            (labels[i], var distance) = centers.Nearest(x[batch[i]]);
            inertia += distance;
        }
        for (var i = 0; i < batch.Length; i++)
        {
            var center = centers[labels[i]];
            var point = x[batch[i]];
            var share = 1 / ++counts[labels[i]];
            for (var j = 0; j < center.Length; j++)
                center[j] += share * (point[j] - center[j]);
        }
        return inertia / batch.Length;
    }

    /// <summary>The best of some k-means++ starts on samples.</summary>
    static PointRows Best(PointRows x, int clusters, Sampler sampler, Random random)
    {
        var judges = sampler.Take(3 * BatchSize).ToArray();
        var (best, lowest) = (default(PointRows), double.PositiveInfinity);
        for (var start = 0; start < Starts; start++)
        {
            var centers = KMeansPlusPlus.Centers(x, sampler.Take(Math.Max(3 * BatchSize, 3 * clusters)), clusters, random);
            var inertia = 0.0;
            foreach (var judge in judges)
                inertia += centers.Nearest(x[judge]).SquaredDistance;
            if (inertia < lowest)
                (best, lowest) = (centers, inertia);
        }
        return best!;
    }

    /// <summary>Random different indices below a count.</summary>
    sealed class Sampler(int count, Random random)
    {
        readonly int[] _order = [.. Enumerable.Range(0, count)];

        /// <summary>So many of them, or all if there are not so many; good until the next call.</summary>
        public ReadOnlySpan<int> Take(int wanted)
        {
            wanted = Math.Min(wanted, count);
            for (var i = 0; i < wanted; i++) // the first steps of a shuffle
            {
                var other = random.Next(i, count);
                (_order[i], _order[other]) = (_order[other], _order[i]);
            }
            return _order.AsSpan(0, wanted);
        }
    }
}
