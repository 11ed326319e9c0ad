namespace Reining.Figures;

public sealed partial class Figure
{
    /// <summary>Points per curve above which it is thinned (smallest and largest of each stretch are kept).</summary>
    public const int CurveLimit = 4000;

    /// <summary>Curves over a common horizontal quantity, for example losses over steps.</summary>
    /// <param name="title">Heading.</param>
    /// <param name="xLabel">Horizontal quantity and unit.</param>
    /// <param name="yLabel">Vertical quantity and unit.</param>
    /// <param name="series">At least one.</param>
    /// <param name="logY">Logarithmic vertical axis; values that are not positive leave gaps.</param>
    /// <param name="altText">What the figure shows, for those who cannot see it.</param>
    /// <exception cref="ArgumentException">No series, or one with different numbers of x and y.</exception>
    public static Figure Curves(
        string title, string xLabel, string yLabel, IReadOnlyList<Series> series, bool logY = false, string altText = "")
    {
        ArgumentNullException.ThrowIfNull(series);
        if (series.Count == 0) throw new ArgumentException($"Figure.Curves '{title}': expected at least one series, got none.");
        var colors = Palette.For([.. series.Select(s => s.Name)]);
        var bands = new List<Layer>();
        var lines = new List<Layer>();
        int gaps = 0, thinned = 0;
        for (var i = 0; i < series.Count; i++)
        {
            var s = series[i];
            CheckLengths(title, s);
            var color = s.Color ?? colors[i];
            if (s is { Low: { } low, High: { } high }) bands.Add(Band(s.X, low, high, color, logY));
            double[] y = [.. s.Y.Select(v => double.IsFinite(v) && (!logY || v > 0) ? v : double.NaN)];
            gaps += y.Count(double.IsNaN);
            var (tx, ty) = Thin([.. s.X], y);
            thinned += s.X.Count - tx.Length;
            lines.Add(new LineLayer(s.Name, color, tx, ty) { Dashed = s.Dashed });
            if (s.Marked) lines.Add(new PointLayer(null, color, tx, ty));
        }
        var heights = series.SelectMany(s => s.Y).Concat(series.SelectMany(s => s.Low ?? [])).Concat(series.SelectMany(s => s.High ?? []));
        var spec = new FigureSpec(title, "line",
            AxisSpec.Around(xLabel, series.SelectMany(s => s.X), margin: 0.02),
            AxisSpec.Around(yLabel, heights, logY),
            [.. bands, .. lines])
        {
            AltText = altText,
            Remark = Remarks((gaps, logY ? "values not positive or not finite" : "values not finite"), (thinned, "points thinned away")),
        };
        return new Figure(spec);
    }

    static void CheckLengths(string title, Series s)
    {
        var n = s.Y?.Count ?? 0;
        if (n == 0 || s.X.Count != n || (s.Low?.Count ?? n) != n || (s.High?.Count ?? n) != n || (s.Low is null) != (s.High is null))
            throw new ArgumentException(
                $"Figure.Curves '{title}': expected as many x as y (and both band edges or none) in '{s.Name}', " +
                $"got {s.X.Count} x, {n} y, {s.Low?.Count ?? 0} low and {s.High?.Count ?? 0} high.");
    }

    static BandLayer Band(IReadOnlyList<double> x, IReadOnlyList<double> low, IReadOnlyList<double> high, string color, bool log)
    {
        var usable =
            Enumerable.Range(0, x.Count).Where(i => double.IsFinite(low[i]) && double.IsFinite(high[i]) && (!log || low[i] > 0)).ToArray();
        return new BandLayer(color, [.. usable.Select(i => x[i])], [.. usable.Select(i => low[i])], [.. usable.Select(i => high[i])]);
    }

    // Keeps the extremes of each stretch, so that a spike is never thinned away.
    static (double[] X, double[] Y) Thin(double[] x, double[] y)
    {
        if (x.Length <= CurveLimit) return (x, y);
        var kept = new List<int>();
        var stretches = CurveLimit / 2;
        for (var s = 0; s < stretches; s++)
        {
            int start = (int)((long)x.Length * s / stretches), end = (int)((long)x.Length * (s + 1) / stretches), low = start, high = start;
            for (var i = start; i < end; i++)
            {
                if (double.IsNaN(y[i])) low = high = i; // the gap stays a gap
                else if (y[i] < y[low]) low = i;
                else if (y[i] > y[high]) high = i;
            }
            kept.Add(Math.Min(low, high));
            if (low != high) kept.Add(Math.Max(low, high));
        }
        return ([.. kept.Select(i => x[i])], [.. kept.Select(i => y[i])]);
    }

    static string? Remarks(params (int Count, string What)[] remarks)
    {
        var told = remarks.Where(r => r.Count > 0).Select(r => $"{r.Count} {r.What}").ToArray();
        return told.Length == 0 ? null : string.Join(", ", told);
    }
}
