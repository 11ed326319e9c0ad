namespace Reining.Figures;

/// <summary>One axis, as both renderers need it.</summary>
/// <param name="Label">Quantity and unit.</param>
/// <param name="From">Left or lower end, in data units.</param>
/// <param name="To">Right or upper end, in data units.</param>
internal sealed record AxisSpec(string Label, double From, double To)
{
    /// <summary>Logarithmic; both ends are positive.</summary>
    public bool Log { get; init; }

    /// <summary>Named places instead of numbers.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>An axis that holds the values with a margin; the values may contain NaN.</summary>
    public static AxisSpec Around(string label, IEnumerable<double> values, bool log = false, bool fromZero = false, double margin = 0.05)
    {
        var usable =
            values.Where(v => double.IsFinite(v) && (!log || v > 0)).Select(v => log ? Math.Log10(v) : v).DefaultIfEmpty(0).ToArray();
        double low = usable.Min(), high = usable.Max();
        if (fromZero && !log) (low, high) = (Math.Min(0, low), Math.Max(0, high));
        var span = high > low ? high - low : Math.Max(Math.Abs(high), 1) * 0.5;
        var from = fromZero && !log && low == 0 ? 0 : low - margin * span;
        var to = fromZero && !log && high == 0 ? 0 : high + margin * span;
        return log ? new AxisSpec(label, Math.Pow(10, from), Math.Pow(10, to)) { Log = true } : new AxisSpec(label, from, to);
    }

    /// <summary>One place for each name, 0, 1, 2, …</summary>
    public static AxisSpec Of(string label, IReadOnlyList<string> names) => new(label, -0.5, names.Count - 0.5) { Names = names };
}
