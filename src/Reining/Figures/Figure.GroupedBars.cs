namespace Reining.Figures;

public sealed partial class Figure
{
    /// <summary>Groups of bars, for example methods side by side for each way of sampling.</summary>
    /// <param name="title">Heading.</param>
    /// <param name="yLabel">Quantity and unit.</param>
    /// <param name="groups">Names of the groups, at least one.</param>
    /// <param name="series">The bars of each group, at least one.</param>
    /// <param name="logY">Logarithmic axis, for values of very different size.</param>
    /// <param name="altText">What the figure shows, for those who cannot see it.</param>
    /// <exception cref="ArgumentException">No group or series, a number of values other than of groups,
    /// or a value not positive on a logarithmic axis.</exception>
    public static Figure GroupedBars(
        string title, string yLabel, IReadOnlyList<string> groups, IReadOnlyList<BarSeries> series, bool logY = false, string altText = "")
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(series);
        if (groups.Count == 0 || series.Count == 0)
            throw new ArgumentException(
                $"Figure.GroupedBars '{title}': expected at least one group and one series, got {groups.Count} and {series.Count}.");
        var colors = Palette.For([.. series.Select(s => s.Name)]);
        var width = 0.82 / series.Count;
        var layers = new List<Layer>();
        for (var i = 0; i < series.Count; i++)
        {
            var s = series[i];
            Check(title, s, groups.Count, logY);
            var shift = (i - (series.Count - 1) / 2.0) * width;
            layers.Add(new BarLayer(
                s.Name, colors[i], [.. Enumerable.Range(0, groups.Count).Select(g => g + shift)], [.. s.Values], width * 0.92)
            {
                Error = s is { Low: { } low, High: { } high } ? ([.. low], [.. high]) : null,
                Texts = [.. groups.Select(g => $"{s.Name}, {g}")],
            });
        }
        var heights = series.SelectMany(s => s.Values.Concat(s.Low ?? []).Concat(s.High ?? []));
        var spec = new FigureSpec(title, "bar", AxisSpec.Of("", groups), AxisSpec.Around(yLabel, heights, logY, fromZero: true), layers)
        {
            AltText = altText,
            Remark = Remarks((series.Sum(s => s.Values.Count(v => !double.IsFinite(v))), "values missing")),
        };
        return new Figure(spec);
    }

    static void Check(string title, BarSeries s, int groups, bool log)
    {
        if (s.Values.Count != groups || (s.Low?.Count ?? groups) != groups || (s.High?.Count ?? groups) != groups ||
            (s.Low is null) != (s.High is null))
            throw new ArgumentException(
                $"Figure.GroupedBars '{title}': expected {groups} values (and both ends of the error bars or none) " +
                $"in '{s.Name}', got {s.Values.Count}, {s.Low?.Count ?? 0} and {s.High?.Count ?? 0}.");
        if (log && s.Values.Concat(s.Low ?? []).Any(v => v <= 0))
            throw new ArgumentException(
                $"Figure.GroupedBars '{title}': expected positive values on a logarithmic axis, " +
                $"got {s.Values.Concat(s.Low ?? []).Min():G4} in '{s.Name}'; use a linear axis.");
    }
}
