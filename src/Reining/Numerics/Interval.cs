using MathNet.Numerics.Distributions;

namespace Reining.Numerics;

/// <summary>The 95 % confidence interval of a mean by Student's t distribution.</summary>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="Deviation">Sample standard deviation (n − 1); 0 for one value.</param>
/// <param name="Count">Number of values n.</param>
public readonly record struct Interval(double Mean, double Deviation, int Count)
{
    const double Confidence = 0.95;

    /// <summary>Lower end; minus infinity for one value.</summary>
    public double Low => Mean - HalfWidth;

    /// <summary>Upper end; infinity for one value.</summary>
    public double High => Mean + HalfWidth;

    /// <summary>t·s/√n, half of the interval's length.</summary>
    public double HalfWidth => HalfWidthOf(Count);

    /// <summary>The interval of values, one for each seed.</summary>
    /// <param name="values">At least one.</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static Interval Of(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            throw new ArgumentException("Interval.Of: expected at least one value, got none; run at least one seed.");
        var mean = values.Average();
        mean += values.Sum(v => v - mean) / values.Count; // without the sum's rounding: the interval of equal values is a point
        var deviation = values.Count == 1 ? 0 : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
        return new Interval(mean, deviation, values.Count);
    }

    /// <summary>
    /// The smallest number of values up to <paramref name="most"/> with which an interval about this mean, with this deviation,
    /// would no longer contain a bound; null if that many do not suffice.
    /// </summary>
    /// <param name="bound">The bound.</param>
    /// <param name="most">Where to give up.</param>
    public int? CountToExclude(double bound, int most = 50)
    {
        for (var n = 2; n <= most; n++)
        {
            if (Math.Abs(Mean - bound) > HalfWidthOf(n))
                return n;
        }
        return null;
    }

    double HalfWidthOf(int count) => count < 2
        ? double.PositiveInfinity
        : StudentT.InvCDF(0, 1, count - 1, (1 + Confidence) / 2) * Deviation / Math.Sqrt(count);
}
