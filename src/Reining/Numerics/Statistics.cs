namespace Reining.Numerics;

/// <summary>Summaries over seeds.</summary>
public static class Statistics
{
    /// <summary>The middle value, or the mean of the two middle ones.</summary>
    /// <exception cref="ArgumentException">No values.</exception>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0
            ? throw new ArgumentException("Median: expected at least one value, got none.")
            : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
