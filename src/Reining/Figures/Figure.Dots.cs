using Reining.Numerics;

namespace Reining.Figures;

public sealed partial class Figure
{
    /// <summary>Published against measured: a diamond for the thesis's value,
    /// a dot at the median of the seeds with a bar from the least to the greatest.</summary>
    /// <param name="title">Heading.</param>
    /// <param name="xLabel">Quantity and unit.</param>
    /// <param name="rows">At least one; drawn from the top.</param>
    /// <param name="reference">Where a dashed vertical line stands, for example 1 for ratios; null for none.</param>
    /// <param name="logX">Logarithmic axis; all values must then be positive.</param>
    /// <param name="altText">What the figure shows, for those who cannot see it.</param>
    /// <exception cref="ArgumentException">No row, a row without a measured value, or a value that does not fit the axis.</exception>
    public static Figure Dots(
        string title, string xLabel, IReadOnlyList<DotRow> rows, double? reference = null, bool logX = false, string altText = "")
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0) throw new ArgumentException($"Figure.Dots '{title}': expected at least one row, got none.");
        foreach (var r in rows)
        {
            var all = r.Measured.Concat(r.Published is { } p ? [p] : []).ToArray();
            if (r.Measured.Count == 0 || all.Any(v => !double.IsFinite(v) || (logX && v <= 0)))
                throw new ArgumentException(
                    $"Figure.Dots '{title}': expected at least one measured value in '{r.Label}', " +
                    $"all finite{(logX ? " and positive" : "")}, " +
                    $"got [{string.Join(", ", all.Select(v => v.ToString("G4", System.Globalization.CultureInfo.InvariantCulture)))}].");
        }
        var layers = new List<Layer>();
        var published = Enumerable.Range(0, rows.Count).Where(i => rows[i].Published is not null).ToArray();
        if (reference is { } at)
            layers.Add(
                new LineLayer(null, Palette.Muted, [at, at], [-0.5, rows.Count - 0.5]) { Dashed = true, Width = 1.2, Reference = true });
        layers.Add(new PointLayer(
            "ours: median, least to greatest", "#D55E00", [.. rows.Select(r => Statistics.Median(r.Measured))],
            [.. rows.Select((_, i) => (double)i)])
        {
            Size = 9,
            Error = ([.. rows.Select(r => r.Measured.Min())], [.. rows.Select(r => r.Measured.Max())]),
            Texts = [.. rows.Select(r => r.Label)],
        });
        if (published.Length > 0)
        {
            layers.Add(new PointLayer(
                "thesis", "#0072B2", [.. published.Select(i => rows[i].Published!.Value)], [.. published.Select(i => (double)i)])
            {
                Size = 10,
                Diamond = true,
                Texts = [.. published.Select(i => rows[i].Label)],
            });
        }
        var places = rows.SelectMany(r => r.Measured.Concat(r.Published is { } p ? [p] : [])).Concat(reference is { } x ? [x] : []);
        var spec = new FigureSpec(
            title, "dots", AxisSpec.Around(xLabel, places, logX), AxisSpec.Of("", [.. rows.Select(r => r.Label)]), layers)
        {
            AltText = altText,
            TopDown = true,
            Height = Math.Max(260, 130 + 34 * rows.Count),
        };
        return new Figure(spec);
    }
}
