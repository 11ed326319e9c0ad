using Reining.Numerics;

namespace Reining.Figures;

public sealed partial class Figure
{
    /// <summary>
    /// Several quantities for each row: a dot at the median of the seeds with a line from the least to the greatest. Unlike bars, dots have
    /// no base, which would be arbitrary on a logarithmic axis.
    /// </summary>
    /// <param name="title">Heading.</param>
    /// <param name="xLabel">Quantity and unit.</param>
    /// <param name="rows">Names of the rows, at least one; drawn from the top.</param>
    /// <param name="series">The quantities, at least one, each with one list of values a row.</param>
    /// <param name="reference">Where a dashed line stands, and what it is; null for none.</param>
    /// <param name="logX">Logarithmic axis; values that are not positive are left out and said so.</param>
    /// <param name="altText">What the figure shows, for those who cannot see it.</param>
    /// <exception cref="ArgumentException">No row or series, or a series of another number of rows.</exception>
    public static Figure DotGroups(
        string title, string xLabel, IReadOnlyList<string> rows, IReadOnlyList<DotSeries> series,
        (double At, string Name)? reference = null,
        bool logX = false, string altText = "")
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(series);
        if (rows.Count == 0 || series.Count == 0)
            throw new ArgumentException(
                $"Figure.DotGroups '{title}': expected at least one row and one series, got {rows.Count} and {series.Count}.");
        if (series.FirstOrDefault(s => s.Measured.Count != rows.Count) is { } odd)
            throw new ArgumentException(
                $"Figure.DotGroups '{title}': expected {rows.Count} lists of values in '{odd.Name}', one a row, got {odd.Measured.Count}.");

        double[] Usable(IReadOnlyList<double> values) => [.. values.Where(v => double.IsFinite(v) && (!logX || v > 0))];
        var layers = new List<Layer>();
        if (reference is { } line)
            layers.Add(new LineLayer(
                line.Name, Palette.Ink, [line.At, line.At], [-0.5, rows.Count - 0.5])
            { Dashed = true, Width = 1.2, Reference = true });
        for (var i = 0; i < series.Count; i++)
        {
            // The quantities of a row stand a little below one another, so that none covers another.
            var shift = (i - (series.Count - 1) / 2.0) * 0.6 / series.Count;
            var places = Enumerable.Range(0, rows.Count).Select(r => (Row: r, Values: Usable(series[i].Measured[r])))
                .Where(p => p.Values.Length > 0).ToList();
            layers.Add(new PointLayer(
                series[i].Name, Palette.Class(i), [.. places.Select(p => Statistics.Median(p.Values))],
                [.. places.Select(p => p.Row + shift)])
            {
                Size = 8,
                Error = ([.. places.Select(p => p.Values.Min())], [.. places.Select(p => p.Values.Max())]),
                Texts = [.. places.Select(p => $"{rows[p.Row]}, {series[i].Name}")],
            });
        }
        var all = series.SelectMany(s => s.Measured).SelectMany(v => v).ToList();
        var values = all.Where(v => double.IsFinite(v) && (!logX || v > 0)).Concat(reference is { } at ? [at.At] : []);
        return new Figure(new FigureSpec(title, "dots", AxisSpec.Around(xLabel, values, logX), AxisSpec.Of("", rows), layers)
        {
            AltText = altText,
            TopDown = true,
            Height = Math.Max(300, 130 + 40 * rows.Count),
            Remark = Remarks(
                (all.Count - all.Count(v => double.IsFinite(v) && (!logX || v > 0)),
                    logX ? "values not positive or not finite" : "values not finite")),
        });
    }
}
