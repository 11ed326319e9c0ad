namespace Reining.Figures;

public sealed partial class Figure
{
    /// <summary>How values are distributed, as a density (area 1), with curves over it, for example fitted densities.</summary>
    /// <param name="title">Heading.</param>
    /// <param name="xLabel">Quantity and unit.</param>
    /// <param name="name">What the values are, for the legend.</param>
    /// <param name="values">At least one finite value.</param>
    /// <param name="bins">Number of bars of equal width, at least 1.</param>
    /// <param name="curves">Density curves; null for none.</param>
    /// <param name="altText">What the figure shows, for those who cannot see it.</param>
    /// <exception cref="ArgumentException">No finite value, fewer than 1 bar, or a curve with different numbers of x and y.</exception>
    public static Figure Histogram(
        string title, string xLabel, string name, IReadOnlyList<double> values, int bins = 40, IReadOnlyList<Series>? curves = null,
        string altText = "")
    {
        ArgumentNullException.ThrowIfNull(values);
        double[] usable = [.. values.Where(double.IsFinite)];
        if (usable.Length == 0 || bins < 1)
            throw new ArgumentException(
                $"Figure.Histogram '{title}': expected at least one finite value and one bar, got {usable.Length} and {bins}.");
        double low = usable.Min(), high = usable.Max();
        if (low == high) (low, high) = (low - 0.5, high + 0.5);
        var width = high / bins - low / bins; // the ends may be farther apart than a double holds
        var heights = new double[bins];
        foreach (var v in usable) heights[Math.Min(bins - 1, (int)(v / width - low / width))] += 1 / width / usable.Length;

        curves ??= [];
        foreach (var c in curves) CheckLengths(title, c);
        var colors = Palette.For([name, .. curves.Select(c => c.Name)]);
        var layers = new List<Layer>
        {
            new BarLayer(
                name, Palette.Method(name) ?? "#56B4E9", [.. Enumerable.Range(0, bins).Select(b => low + (b + 0.5) * width)],
                heights, width) { Opacity = 0.75 }
        };
        layers.AddRange(curves.Select((c, i) => new LineLayer(c.Name, c.Color ?? colors[i + 1], [.. c.X], [.. c.Y]) { Dashed = c.Dashed }));
        var spec = new FigureSpec(title, "histogram",
            AxisSpec.Around(xLabel, usable.Concat(curves.SelectMany(c => c.X)), margin: 0.02),
            AxisSpec.Around("density", heights.Concat(curves.SelectMany(c => c.Y)), fromZero: true),
            layers)
        {
            AltText = altText,
            Remark = Remarks((values.Count - usable.Length, "values not finite")),
        };
        return new Figure(spec);
    }
}
