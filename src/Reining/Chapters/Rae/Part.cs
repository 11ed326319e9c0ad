namespace Reining.Chapters.Rae;

/// <summary>One comparison of a relation: whether it holds, and the numbers in words.</summary>
readonly record struct Part(bool Holds, string Text)
{
    /// <summary>"Clearly below", as the fact sheet proposes.</summary>
    public const double Clearly = 0.9;

    /// <summary>"Close".</summary>
    public const double Close = 0.15;

    /// <summary>"No winner".</summary>
    public const double NoWinner = 1.5;

    /// <summary>value ≤ factor × bound.</summary>
    public static Part Below(string what, double value, string than, double bound, double factor = 1) => new(
        value <= factor * bound, FormattableString.Invariant($"{what} {value:0.00} against {than} {bound:0.00}") + (factor == 1 ? "" : FormattableString.Invariant($" × {factor}")));

    /// <summary>The two differ by at most 15 % of the larger.</summary>
    public static Part Within(string first, double a, string second, double b) => new(
        Math.Abs(a - b) <= Close * Math.Max(a, b), FormattableString.Invariant($"{first} {a:0.00}, {second} {b:0.00}, a difference of {Math.Abs(a - b) / Math.Max(a, b):P0}"));

    /// <summary>The largest is at most 1.5 times the smallest.</summary>
    public static Part Spread(IEnumerable<(string Model, double Value)> values)
    {
        var sorted = values.OrderBy(v => v.Value).ToList();
        var ratio = sorted[^1].Value / sorted[0].Value;
        return new(ratio <= NoWinner, FormattableString.Invariant($"{sorted[0].Model} {sorted[0].Value:0.00} to {sorted[^1].Model} {sorted[^1].Value:0.00}, a factor of {ratio:0.00}"));
    }
}
