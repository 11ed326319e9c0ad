namespace Reining.Metrics;

/// <summary>How well a score tells one set from another: higher for positives.</summary>
public static class Detection
{
    /// <summary>
    /// AUROC: the probability that a positive has a higher score than a negative, ties counted by half. ½ is chance.
    /// </summary>
    /// <param name="positives">Scores of what is to be found.</param>
    /// <param name="negatives">Scores of the rest.</param>
    /// <exception cref="ArgumentException">A set is empty, or a score is not a number.</exception>
    public static double Auroc(IReadOnlyList<double> positives, IReadOnlyList<double> negatives)
    {
        var ranked = Ranked(positives, negatives, nameof(Auroc));
        double wins = 0, below = 0; // negatives with a lower score
        foreach (var tie in ranked.GroupBy(s => s.Score))
        {
            var negative = tie.Count(s => !s.Positive);
            wins += tie.Count(s => s.Positive) * (below + negative / 2.0);
            below += negative;
        }
        return wins / positives.Count / negatives.Count;
    }

    /// <summary>AUPR as average precision: the mean, over positives, of the share of positives among all with at least as high a score.
    /// The share of positives is chance.</summary>
    /// <inheritdoc cref="Auroc"/>
    public static double AveragePrecision(IReadOnlyList<double> positives, IReadOnlyList<double> negatives)
    {
        var ranked = Ranked(positives, negatives, nameof(AveragePrecision));
        double found = 0, all = 0, sum = 0;
        foreach (var tie in ranked.GroupBy(s => s.Score).Reverse())
        {
            var hits = tie.Count(s => s.Positive);
            (found, all) = (found + hits, all + tie.Count());
            sum += hits * found / all;
        }
        return sum / positives.Count;
    }

    /// <summary>Share of positives that are found where a share of negatives is taken for positives at most.</summary>
    /// <param name="positives">Scores of what is to be found.</param>
    /// <param name="negatives">Scores of the rest.</param>
    /// <param name="falsePositives">In [0, 1).</param>
    /// <exception cref="ArgumentException">A set is empty, or a score is not a number.</exception>
    public static double TruePositiveRate(IReadOnlyList<double> positives, IReadOnlyList<double> negatives, double falsePositives)
    {
        Ranked(positives, negatives, nameof(TruePositiveRate));
        Options.InRange(falsePositives, 0, 1, nameof(falsePositives));
        var highest = negatives.OrderDescending().Skip((int)Math.Floor(falsePositives * negatives.Count)).First();
        return positives.Count(p => p > highest) / (double)positives.Count;
    }

    static List<(double Score, bool Positive)> Ranked(IReadOnlyList<double> positives, IReadOnlyList<double> negatives, string operation)
    {
        ArgumentNullException.ThrowIfNull(positives);
        ArgumentNullException.ThrowIfNull(negatives);
        if (positives.Count == 0 || negatives.Count == 0 || positives.Concat(negatives).Any(double.IsNaN))
            throw new ArgumentException(
                $"Detection.{operation}: expected scores of positives and of negatives, all of them numbers, got {positives.Count} and " +
                $"{negatives.Count}, of which {positives.Concat(negatives).Count(double.IsNaN)} are none.");
        return [.. positives.Select(s => (s, true)).Concat(negatives.Select(s => (s, false))).OrderBy(s => s.Item1)];
    }
}
