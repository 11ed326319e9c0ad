using System.Globalization;
using Reining.Numerics;

namespace Reining.Chapters;

/// <summary>Two numbers of a seed and how far they may lie apart. Minima and maxima over models are taken within the seed.</summary>
/// <param name="Left">What the first number is, in words.</param>
/// <param name="LeftValue">The first number.</param>
/// <param name="Right">What it is compared with, in words.</param>
/// <param name="RightValue">The second number.</param>
/// <param name="Margin">How far they may lie apart.</param>
public sealed record Comparison(
    string Left, Func<SeedView, double> LeftValue, string Right, Func<SeedView, double> RightValue, Margin Margin)
{
    /// <summary>A number against a fixed bound.</summary>
    public static Comparison With(string left, Func<SeedView, double> value, double bound, Margin margin) =>
        new(left, value, FormattableString.Invariant($"{bound}"), _ => bound, margin);

    /// <summary>The largest of several positive numbers is at most a factor of the smallest.</summary>
    public static Comparison Spread(string what, Func<SeedView, IEnumerable<double>> values, double factor) =>
        new($"largest {what}", v => values(v).Max(), "the smallest", v => values(v).Min(), Margin.AtMost(factor));

    /// <summary>An exact check, such as that bits are equal; it needs no interval, and one seed decides it.</summary>
    public static Comparison Exact(string what, Func<SeedView, bool> holds) =>
        new(what, v => holds(v) ? 1 : 0, "true", _ => 1, Margin.NotBelow()) { IsExact = true };

    /// <summary>Whether it needs no interval.</summary>
    public bool IsExact { get; private init; }

    /// <summary>The comparison in words.</summary>
    public string Words => IsExact ? Left : $"{Left} {Margin.Words(Right)}";

    /// <summary>The verdict over seeds.</summary>
    /// <param name="seeds">One view a seed; what the comparison reads was measured in each.</param>
    internal ComparisonResult Judge(IReadOnlyList<SeedView> seeds)
    {
        var (left, right) = (seeds.Select(LeftValue).ToArray(), seeds.Select(RightValue).ToArray());
        var distances = left.Zip(right, Margin.Distance).ToArray();
        var interval = Interval.Of(distances);
        var inside = Margin.Contains(interval.Mean);
        return new ComparisonResult(Words, [.. left], [.. right], Margin.Bounds, VerdictOf(distances, interval))
        {
            Estimate = Rounded(Margin.Natural(interval.Mean)),
            Low = Rounded(Margin.Natural(interval.Low)),
            High = Rounded(Margin.Natural(interval.High)),
            FirstLook = inside,
            Exact = IsExact,
            Room = IsExact ? double.PositiveInfinity : Math.Min(Margin.High - interval.High, interval.Low - Margin.Low),
            SeedsThatCouldDecide = double.IsFinite(interval.Mean) && seeds.Count > 1
                ? interval.CountToExclude(Nearest(interval.Mean))
                : null,
        };
    }

    /// <summary>Six digits, as files have it.</summary>
    static double Rounded(double value) => double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    Verdict VerdictOf(double[] distances, Interval interval)
    {
        if (IsExact)
            return distances.All(Margin.Contains) ? Verdict.Holds : Verdict.Fails;
        if (distances.Length < 2 || !distances.All(double.IsFinite))
            return Verdict.Undecided;
        return Margin.Contains(interval.Low) && Margin.Contains(interval.High) ? Verdict.Holds
            : interval.High < Margin.Low || interval.Low > Margin.High ? Verdict.Fails
            : Verdict.Undecided;
    }

    double Nearest(double mean) => Math.Abs(mean - Margin.Low) < Math.Abs(mean - Margin.High) ? Margin.Low : Margin.High;
}
