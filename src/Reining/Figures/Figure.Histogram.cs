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
        string altText = "") => Histograms(title, xLabel, [(name, values)], bins, curves, altText);

    /// <summary>How several sets of values are distributed, as densities over the same bars, with curves over them.</summary>
    /// <param name="title">Heading.</param>
    /// <param name="xLabel">Quantity and unit.</param>
    /// <param name="sets">What the values are, for the legend, and the values; each at least one finite value.</param>
    /// <param name="bins">Number of bars of equal width, at least 1.</param>
    /// <param name="curves">Density curves; null for none.</param>
    /// <param name="altText">What the figure shows, for those who cannot see it.</param>
    /// <exception cref="ArgumentException">No set or one without a finite value, fewer than 1 bar, or a curve with different numbers of x
    /// and y.</exception>
    public static Figure Histograms(
        string title, string xLabel, IReadOnlyList<(string Name, IReadOnlyList<double> Values)> sets, int bins = 40,
        IReadOnlyList<Series>? curves = null, string altText = "")
    {
        ArgumentNullException.ThrowIfNull(sets);
        if (sets.Any(s => s.Values is null)) throw new ArgumentNullException(nameof(sets));
        List<double[]> usable = [.. sets.Select(s => s.Values.Where(double.IsFinite).ToArray())];
        if (usable.Count == 0 || usable.Any(u => u.Length == 0) || bins < 1)
            throw new ArgumentException(
                $"Figure.Histogram '{title}': expected at least one finite value in each set and one bar, got " +
                $"{(usable.Count == 0 ? "no set" : string.Join(", ", usable.Select(u => u.Length)))} and {bins}.");
        double low = usable.Min(u => u.Min()), high = usable.Max(u => u.Max());
        if (low == high) (low, high) = (low - 0.5, high + 0.5);
        var width = high / bins - low / bins; // the ends may be farther apart than a double holds
        double[] centers = [.. Enumerable.Range(0, bins).Select(b => low + (b + 0.5) * width)];
        List<double[]> heights = [.. usable.Select(Heights)];

        curves ??= [];
        foreach (var c in curves) CheckLengths(title, c);
        var colors = Palette.For([.. sets.Select(s => s.Name), .. curves.Select(c => c.Name)]);
        var layers = new List<Layer>(sets.Select((s, i) => new BarLayer(
            s.Name, Palette.Method(s.Name) ?? (i == 0 ? "#56B4E9" : colors[i]), centers, heights[i], width)
        {
            Opacity = sets.Count == 1 ? 0.75 : 0.6,
        }));
        layers.AddRange(curves.Select((c, i) => new LineLayer(
            c.Name, c.Color ?? colors[sets.Count + i], [.. c.X], [.. c.Y])
        { Dashed = c.Dashed }));
        var spec = new FigureSpec(title, "histogram",
            AxisSpec.Around(xLabel, usable.SelectMany(u => u).Concat(curves.SelectMany(c => c.X)), margin: 0.02),
            AxisSpec.Around("density", heights.SelectMany(h => h).Concat(curves.SelectMany(c => c.Y)), fromZero: true),
            layers)
        {
            AltText = altText,
            Remark = Remarks((sets.Sum(s => s.Values.Count) - usable.Sum(u => u.Length), "values not finite")),
        };
        return new Figure(spec);

        double[] Heights(double[] values)
        {
            var result = new double[bins];
            foreach (var v in values) result[Math.Min(bins - 1, (int)(v / width - low / width))] += 1 / width / values.Length;
            return result;
        }
    }
}
