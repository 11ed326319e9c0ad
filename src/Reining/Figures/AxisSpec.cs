using System.Globalization;

namespace Reining.Figures;

/// <summary>One axis, as both renderers need it.</summary>
/// <param name="Label">Quantity and unit.</param>
/// <param name="From">Left or lower end, in units of <see cref="Unit"/>.</param>
/// <param name="To">Right or upper end, likewise.</param>
internal sealed record AxisSpec(string Label, double From, double To)
{
    // Of the largest value: a shorter span has no ticks that a double can tell apart.
    const double Smallest = 1e-13;

    /// <summary>Logarithmic; both ends are positive.</summary>
    public bool Log { get; init; }

    /// <summary>
    /// A power of ten by which values are divided before they are drawn, named in the label: the renderers cannot compute with numbers
    /// near the ends of what a double holds. 1 for all usual ones.
    /// </summary>
    public double Unit { get; init; } = 1;

    /// <summary>Named places instead of numbers.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>An axis that holds the values with a margin; the values may contain NaN.</summary>
    public static AxisSpec Around(string label, IEnumerable<double> values, bool log = false, bool fromZero = false, double margin = 0.05)
    {
        var usable =
            values.Where(v => double.IsFinite(v) && (!log || v > 0)).Select(v => log ? Math.Log10(v) : v).DefaultIfEmpty(0).ToArray();
        var exponent = log ? 0 : Exponent(usable.Max(Math.Abs));
        var unit = Math.Pow(10, exponent);
        double low = usable.Min() / unit, high = usable.Max() / unit;
        if (fromZero && !log) (low, high) = (Math.Min(0, low), Math.Max(0, high));
        var largest = Math.Max(Math.Abs(low), Math.Abs(high));
        var span = high - low > Smallest * largest ? high - low : Math.Max(Math.Abs(high), 1) * 0.5;
        var from = fromZero && !log && low == 0 ? 0 : low - margin * span;
        var to = fromZero && !log && high == 0 ? 0 : high + margin * span;
        if (log)
            return new AxisSpec(label, Math.Pow(10, Math.Max(from, -307)), Math.Pow(10, Math.Min(to, 308))) { Log = true };
        return exponent == 0
            ? new AxisSpec(label, from, to)
            : new AxisSpec(string.Create(CultureInfo.InvariantCulture, $"{label} (×1e{exponent})"), from, to) { Unit = unit };
    }

    /// <summary>Of the power of ten below a number beyond what the renderers take; 0 for others.</summary>
    static int Exponent(double largest) =>
        largest is > 1e100 or (> 0 and < 1e-100) ? (int)Math.Max(-300, Math.Floor(Math.Log10(largest))) : 0;

    /// <summary>One place for each name, 0, 1, 2, …</summary>
    public static AxisSpec Of(string label, IReadOnlyList<string> names) => new(label, -0.5, names.Count - 0.5) { Names = names };
}
