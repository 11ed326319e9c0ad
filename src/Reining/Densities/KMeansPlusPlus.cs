using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Reining.Densities;

/// <summary>The greedy k-means++ start (Arthur and Vassilvitskii 2007), in double.</summary>
/// <remarks>As in scikit-learn: each center is the best of 2 + ⌊ln K⌋ points drawn with probability proportional to the squared distance
/// from the nearest center.</remarks>
static class KMeansPlusPlus
{
    /// <summary>K centers among the points.</summary>
    /// <param name="points">Points.</param>
    /// <param name="among">Which of them to choose from.</param>
    /// <param name="clusters">K.</param>
    /// <param name="random">Of the draws.</param>
    /// <exception cref="ArgumentException">Fewer than K distinct points.</exception>
    internal static PointRows Centers(PointRows points, ReadOnlySpan<int> among, int clusters, Random random)
    {
        var chosen = new List<int> { among[random.Next(among.Length)] };
        var nearest = new double[among.Length]; // squared distances from the nearest center
        for (var i = 0; i < nearest.Length; i++)
            nearest[i] = PointRows.SquaredDistance(points[among[i]], points[chosen[0]]);
        var trials = new double[2 + (int)Math.Log(clusters)][]; // the same with each candidate
        for (var t = 0; t < trials.Length; t++)
            trials[t] = new double[among.Length];
        var squares = new double[trials.Length];
        while (chosen.Count < clusters)
        {
            var drawn = Draw(nearest, trials.Length, random) ?? throw KMeans.TooFew(chosen.Count, clusters);
            for (var t = 0; t < drawn.Length; t++)
                drawn[t] = among[drawn[t]];
            var candidates = points.Rows(drawn);
            for (var i = 0; i < nearest.Length; i++)
            {
                candidates.SquaredDistances(points[among[i]], squares);
                for (var t = 0; t < trials.Length; t++)
                    trials[t][i] = Math.Min(nearest[i], squares[t]);
            }
            var best = TensorPrimitives.IndexOfMin<double>([.. trials.Select(t => TensorPrimitives.Sum<double>(t))]);
            chosen.Add(drawn[best]);
            (nearest, trials[best]) = (trials[best], nearest);
        }
        return points.Rows([.. chosen]);
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
