using System.Globalization;
using Reining.Display;
using ScottPlot;
using SkiaSharp;

namespace Reining.Figures;

/// <summary>Draws a figure by ScottPlot in the embedded font: the same bytes on every machine with the same native library.</summary>
internal static class StaticPicture
{
    const float TitleSize = 16;

    static readonly Lock Gate = new();
    static readonly Color Ink = Color.FromHex(Palette.Ink);
    static readonly Color Grid = Color.FromHex("#E5E5E5");
    static readonly Color Frame = Color.FromHex(Palette.Muted);

    static StaticPicture() => Fonts.FontResolvers.Insert(0, new HouseFontResolver());

    public static byte[] Draw(FigureSpec spec, double scale)
    {
        // ScottPlot keeps fonts in unguarded static tables.
        lock (Gate)
        {
            using var plot = new Plot();
            plot.ScaleFactor = scale;
            plot.FigureBackground.Color = Colors.White;
            plot.DataBackground.Color = Colors.White;
            Title(plot, string.Join('\n', HouseFont.Lines(spec.Title, TitleSize, spec.TitleWidth)));
            foreach (var layer in spec.Layers) Add(plot, layer, spec);
            Axis(plot.Axes.Bottom, spec.X);
            Axis(plot.Axes.Left, spec.Y);
            plot.Axes.Right.FrameLineStyle.Width = 0;
            plot.Axes.Top.FrameLineStyle.Width = 0;
            plot.Grid.MajorLineColor = Grid;
            plot.Grid.XAxisStyle.IsVisible = spec.X.Names is null;
            plot.Grid.YAxisStyle.IsVisible = spec.Y.Names is null;
            Limits(plot, spec);
            Legend(plot, spec);
            return plot.GetImageBytes((int)(spec.Width * scale), (int)(spec.Height * scale), ImageFormat.Png);
        }
    }

    static void Title(Plot plot, string text)
    {
        var letters = Lettering.For(text);
        plot.Title(letters.Drawable(text));
        plot.Axes.Title.Label.FontName = letters.Family;
        plot.Axes.Title.Label.FontSize = TitleSize;
        plot.Axes.Title.Label.Bold = true;
        plot.Axes.Title.Label.ForeColor = Ink;
    }

    static void Axis(IAxis axis, AxisSpec spec)
    {
        var letters = Lettering.For(spec.Label);
        axis.Label.Text = letters.Drawable(spec.Label);
        axis.Label.FontName = letters.Family;
        axis.Label.FontSize = 13;
        axis.Label.Bold = false;
        axis.Label.ForeColor = Ink;
        var tickLetters = Lettering.For(spec.Names ?? []);
        axis.TickLabelStyle.FontName = tickLetters.Family;
        axis.TickLabelStyle.FontSize = 12;
        axis.TickLabelStyle.ForeColor = Ink;
        axis.FrameLineStyle.Color = Frame;
        axis.FrameLineStyle.Width = 1;
        axis.MajorTickStyle.Color = Frame;
        axis.MinorTickStyle.Color = Frame;
        axis.MinorTickStyle.Length = spec.Log ? 3 : 0;
        if (spec.Names is { } names)
        {
            axis.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
                [.. Enumerable.Range(0, names.Count).Select(i => (double)i)], [.. names.Select(tickLetters.Drawable)]);
            axis.MajorTickStyle.Length = 0;
        }
        else if (spec.Log)
        {
            axis.TickGenerator = LogTicks(spec);
        }
        else
        {
            axis.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { TickDensity = 0.65 };
        }
    }

    // Decades, with 2 and 5 between them where the axis is short.
    static ScottPlot.TickGenerators.NumericManual LogTicks(AxisSpec spec)
    {
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        double from = Math.Log10(spec.From), to = Math.Log10(spec.To);
        int[] named = to - from < 1 ? [1, 2, 3, 4, 5, 6, 7, 8, 9] : to - from < 2.5 ? [1, 2, 5] : [1];
        for (var decade = (int)Math.Floor(from); decade <= to; decade++)
        {
            for (var digit = 1; digit <= 9; digit++)
            {
                var at = decade + Math.Log10(digit);
                if (at < from || at > to) continue;
                if (named.Contains(digit)) ticks.AddMajor(at, LogLabel(digit, decade));
                else ticks.AddMinor(at);
            }
        }
        return ticks;
    }

    static string LogLabel(int digit, int decade) => decade is >= -4 and <= 5
        ? (digit * Math.Pow(10, decade)).ToString("0.####", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{digit}e{decade}");

    static double End(double value, AxisSpec axis) => axis.Log ? Math.Log10(value) : value;

    static void Limits(Plot plot, FigureSpec spec)
    {
        plot.Axes.SetLimits(End(spec.X.From, spec.X), End(spec.X.To, spec.X), End(spec.Y.From, spec.Y), End(spec.Y.To, spec.Y));
        if (spec.TopDown) plot.Axes.SetLimitsY(spec.Y.To, spec.Y.From);
        if (spec.EqualUnits) plot.Axes.SquareUnits();
    }

    static void Legend(Plot plot, FigureSpec spec)
    {
        if (!spec.HasLegend)
        {
            plot.HideLegend();
            return;
        }
        plot.Legend.FontName = LegendLetters(spec).Family;
        plot.Legend.FontSize = 12;
        plot.Legend.FontColor = Ink;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.BackgroundColor = Colors.White;
        plot.ShowLegend(Edge.Right).Alignment = Alignment.UpperLeft;
    }

    static void Add(Plot plot, Layer layer, FigureSpec spec)
    {
        var color = Color.FromHex(layer.Color);
        switch (layer)
        {
            case LineLayer l:
                AddLine(plot, l, spec, color);
                break;
            case BandLayer b:
                var fill = plot.Add.FillY(
                    [.. b.X.Select(v => Place(v, spec.X))], [.. b.Low.Select(v => Place(v, spec.Y))],
                    [.. b.High.Select(v => Place(v, spec.Y))]);
                fill.FillColor = color.WithAlpha(0.18);
                fill.LineWidth = 0;
                break;
            case BarLayer b:
                AddBars(plot, b, spec, color);
                break;
            case PointLayer p:
                AddPoints(plot, p, spec, color);
                break;
            case TextLayer t:
                AddWords(plot, t, spec, color);
                break;
            default:
                throw new InvalidOperationException(
                    $"StaticPicture: expected a known layer, got {layer.GetType().Name}; add it to both renderers.");
        }
    }

    static void AddLine(Plot plot, LineLayer line, FigureSpec spec, Color color)
    {
        var named = false;
        foreach (var (start, end) in Runs(line.X, line.Y))
        {
            var part = plot.Add.ScatterLine(
                line.X[start..end].Select(v => Place(v, spec.X)).ToArray(),
                line.Y[start..end].Select(v => Place(v, spec.Y)).ToArray(), color);
            part.LineWidth = (float)line.Width;
            part.LinePattern = line.Dashed ? LinePattern.DenselyDashed : LinePattern.Solid;
            if (!named && line.Name is not null) part.LegendText = LegendLetters(spec).Drawable(line.Name);
            named = true;
        }
    }

    static void AddBars(Plot plot, BarLayer layer, FigureSpec spec, Color color)
    {
        var floor = spec.Y.Log ? End(spec.Y.From, spec.Y) : 0;
        var bars = new List<Bar>();
        for (var i = 0; i < layer.At.Length; i++)
        {
            if (!double.IsFinite(layer.Values[i])) continue;
            bars.Add(new Bar
            {
                Position = Place(layer.At[i], spec.X),
                Value = Place(layer.Values[i], spec.Y),
                ValueBase = floor,
                Size = layer.Width / spec.X.Unit,
                FillColor = color.WithAlpha(layer.Opacity),
                LineWidth = spec.Kind == "histogram" ? 0.5f : 0,
                LineColor = Colors.White,
            });
        }
        var plotted = plot.Add.Bars(bars);
        if (layer.Name is not null) plotted.LegendText = LegendLetters(spec).Drawable(layer.Name);
        if (layer.Error is { } e)
        {
            double[] shown = [.. layer.Values.Select(v => Place(v, spec.Y))];
            var error = new ScottPlot.Plottables.ErrorBar(
                [.. layer.At.Select(v => Place(v, spec.X))], shown, null, null,
                [.. e.High.Select((h, i) => Place(h, spec.Y) - shown[i])], [.. e.Low.Select((l, i) => shown[i] - Place(l, spec.Y))])
            { Color = Color.FromHex(Palette.ErrorBar), LineWidth = 1.2f, CapSize = 3 };
            plot.PlottableList.Add(error);
        }
    }

    static void AddPoints(Plot plot, PointLayer p, FigureSpec spec, Color color)
    {
        double[] x = [.. p.X.Select(v => Place(v, spec.X))], y = [.. p.Y.Select(v => Place(v, spec.Y))];
        if (p.Error is { } e)
        {
            var error = new ScottPlot.Plottables.ErrorBar(
                x, y, [.. e.High.Select((h, i) => Place(h, spec.X) - x[i])],
                [.. e.Low.Select((l, i) => x[i] - Place(l, spec.X))], null, null)
            { Color = color, LineWidth = 1.6f, CapSize = 4 };
            plot.PlottableList.Add(error);
        }
        var points = plot.Add.ScatterPoints(x, y, color.WithAlpha(p.Opacity));
        points.MarkerSize = (float)p.Size;
        points.MarkerShape = p.Diamond ? MarkerShape.FilledDiamond : MarkerShape.FilledCircle;
        if (p.Name is not null) points.LegendText = LegendLetters(spec).Drawable(p.Name);
    }

    static void AddWords(Plot plot, TextLayer t, FigureSpec spec, Color color)
    {
        for (var i = 0; i < t.Texts.Length; i++)
        {
            var letters = Lettering.For(t.Texts[i]);
            var text = plot.Add.Text(letters.Drawable(t.Texts[i]), Place(t.X[i], spec.X), Place(t.Y[i], spec.Y));
            text.LabelFontName = letters.Family;
            text.LabelFontSize = 14;
            text.LabelBold = true;
            text.LabelFontColor = color;
            text.LabelBackgroundColor = Colors.White.WithAlpha(0.75);
            text.LabelPadding = 2;
            text.Alignment = Alignment.MiddleCenter;
        }
    }

    static Lettering LegendLetters(FigureSpec spec) => Lettering.For(spec.Layers.Select(l => l.Name ?? ""));

    static double Place(double value, AxisSpec axis) => axis.Log ? Math.Log10(value) : value / axis.Unit;

    // Stretches without a gap.
    static IEnumerable<(int Start, int End)> Runs(double[] x, double[] y)
    {
        var start = 0;
        for (var i = 0; i <= x.Length; i++)
        {
            if (i < x.Length && double.IsFinite(x[i]) && double.IsFinite(y[i])) continue;
            if (i > start) yield return (start, i);
            start = i + 1;
        }
    }

    sealed class HouseFontResolver : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
            Lettering.ByName(fontName, weight >= FontWeight.SemiBold);

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
            CreateTypeface(fontName, bold ? FontWeight.Bold : FontWeight.Normal, FontSlant.Upright, FontSpacing.Normal);
    }
}
