namespace Reining.Chapters;

/// <summary>
/// How far a number may lie from the one that it is compared with. A ratio is judged on its logarithm. The words of a claim are made from
/// its margins, so that they cannot differ from what is computed.
/// </summary>
public sealed record Margin
{
    readonly bool _ratio;
    readonly string _words;

    Margin(bool ratio, double low, double high, string words) => (_ratio, Low, High, _words) = (ratio, low, high, words);

    /// <summary>Least allowed distance, in the units of <see cref="Distance"/>.</summary>
    internal double Low { get; }

    /// <summary>Largest allowed distance.</summary>
    internal double High { get; }

    /// <summary>The first is at most a factor of the second: <c>left ≤ factor × right</c>, both positive.</summary>
    public static Margin AtMost(double factor = 1) => new(true, double.NegativeInfinity, Math.Log(Positive(factor)),
        factor == 1 ? "≤ {0}" : FormattableString.Invariant($"≤ {factor} × {{0}}"));

    /// <summary>The first is at least a factor of the second, both positive.</summary>
    public static Margin AtLeast(double factor = 1) => new(true, Math.Log(Positive(factor)), double.PositiveInfinity,
        factor == 1 ? "≥ {0}" : FormattableString.Invariant($"≥ {factor} × {{0}}"));

    /// <summary>The two, both positive, differ by at most a share of the larger one.</summary>
    /// <param name="share">Between 0 and 1.</param>
    public static Margin Within(double share) => new(true, Math.Log(1 - share), -Math.Log(1 - share),
        FormattableString.Invariant($"within {100 * share:0.#} % of {{0}}"));

    /// <summary>The first is no more than the second plus a tolerance, in their own units; a negative one asks for a gap.</summary>
    public static Margin NotAbove(double tolerance = 0) => new(false, double.NegativeInfinity, tolerance, $"≤ {{0}}{Signed(tolerance)}");

    /// <summary>The first is no less than the second minus a tolerance, in their own units; a negative one asks for a gap.</summary>
    public static Margin NotBelow(double tolerance = 0) =>
        new(false, 0 - tolerance, double.PositiveInfinity, $"≥ {{0}}{Signed(-tolerance)}");

    /// <summary>How far the first is from the second: log(left / right) or left − right. NaN where the logarithm has no meaning.</summary>
    public double Distance(double left, double right) =>
        !_ratio ? left - right : left > 0 && right > 0 ? Math.Log(left / right) : double.NaN;

    /// <summary>A distance as people read it: a ratio or a difference.</summary>
    public double Natural(double distance) => _ratio ? Math.Exp(distance) : distance;

    /// <summary>Whether a distance lies inside.</summary>
    public bool Contains(double distance) => Low <= distance && distance <= High;

    /// <summary>The comparison in words, such as <c>≤ 0.9 × N</c>.</summary>
    /// <param name="right">What is compared with.</param>
    public string Words(string right) => _words.Replace("{0}", right, StringComparison.Ordinal);

    /// <summary>The allowed ratios or differences in words, such as <c>ratio ≤ 0.9</c>.</summary>
    public string Bounds
    {
        get
        {
            string Text(double distance) => FormattableString.Invariant($"{Natural(distance):0.###}");
            var what = _ratio ? "ratio" : "difference";
            return double.IsInfinity(Low) ? $"{what} ≤ {Text(High)}"
                : double.IsInfinity(High) ? $"{what} ≥ {Text(Low)}"
                : $"{what} {Text(Low)} to {Text(High)}";
        }
    }

    static string Signed(double value) => value == 0 ? ""
        : FormattableString.Invariant($" {(value < 0 ? '−' : '+')} {Math.Abs(value)}");

    static double Positive(double factor) =>
        factor > 0 ? factor : throw new ArgumentException($"Margin: expected a factor above 0, got {factor}.");
}
