using Newtonsoft.Json;
using Plotly.NET;
using Reining.Display;

namespace Reining.Figures;

/// <summary>
/// Builds the Plotly.NET chart. Only attributes that plotly.js has had since version 1.50 are written (titles as objects), because front
/// ends bring plotly.js versions of their own, some of them old. Traces are filled by attribute name: the chart factories of Plotly.NET add
/// a template of 7 kB to every chart.
/// </summary>
internal static class InteractiveChart
{
    const string Grid = "#E5E5E5";
    const string FontFamily = "Open Sans, Arial, sans-serif";

    public static GenericChart Build(FigureSpec spec)
    {
        var chart = GenericChart.ofTraceObjects<IEnumerable<Trace>>(false, spec.Layers.SelectMany(l => Traces(l, spec)).ToArray());
        chart = GenericChart.setLayout(Layout(spec), chart);
        return GenericChart.setConfig(Fill(new Config(), ("responsive", true), ("displaylogo", false)), chart);
    }

    // Not GenericChart.toJson: it loads the HTML writer that Plotly.NET brings along, built against another FSharp.Core, and a host that
    // keeps one FSharp.Core per folder cannot satisfy both.
    public static string Json(GenericChart chart) => JsonConvert.SerializeObject(
        new
        {
            data = GenericChart.getTraces(chart),
            layout = GenericChart.getLayout(chart),
            config = GenericChart.getConfig(chart)
        });

    static IEnumerable<Trace> Traces(Layer layer, FigureSpec spec) => layer switch
    {
        LineLayer l => [Line(l, spec)],
        BandLayer b => [Band(b, spec)],
        BarLayer b => [Bars(b, spec)],
        PointLayer p => [Points(p, spec)],
        TextLayer => [], // written as annotations of the layout
        _ => throw new InvalidOperationException(
            $"InteractiveChart: expected a known layer, got {layer.GetType().Name}; add it to both renderers."),
    };

    static Trace Line(LineLayer l, FigureSpec spec) => Named(new Trace("scatter"), l.Name,
        ("mode", "lines"), ("x", Numbers(l.X, spec.X)), ("y", Numbers(l.Y, spec.Y)),
        ("line", Map(("color", l.Color), ("width", l.Width), ("dash", l.Dashed ? "dash" : "solid"))),
        ("hoverinfo", l.Reference ? "skip" : null));

    static Trace Band(BandLayer b, FigureSpec spec) => Named(new Trace("scatter"), null,
        ("mode", "lines"), ("x", Numbers([.. b.X, .. b.X.Reverse()], spec.X)), ("y", Numbers([.. b.Low, .. b.High.Reverse()], spec.Y)),
        ("fill", "toself"), ("fillcolor", Transparent(b.Color, 0.18)), ("line", Map(("width", 0), ("color", b.Color))),
        ("hoverinfo", "skip"));

    static Trace Bars(BarLayer b, FigureSpec spec) => Named(new Trace("bar"), b.Name,
        ("x", Numbers(b.At, spec.X)), ("y", Numbers(b.Values, spec.Y)), ("width", Round(b.Width / spec.X.Unit)),
        ("opacity", b.Opacity == 1 ? null : b.Opacity),
        ("marker", Map(("color", b.Color), ("line", Map(("color", "#FFFFFF"), ("width", spec.Kind == "histogram" ? 0.5 : 0))))),
        ("text", b.Texts), ("textposition", b.Texts is null ? null : "none"),
        ("hovertemplate", b.Texts is null ? null : "%{text}: %{y:.4g}"),
        ("error_y", b.Error is { } e ? Error(b.Values, e, Palette.ErrorBar, spec.Y) : null));

    static Trace Points(PointLayer p, FigureSpec spec) => Named(new Trace("scatter"), p.Name,
        ("mode", "markers"), ("x", Numbers(p.X, spec.X)), ("y", Numbers(p.Y, spec.Y)),
        ("marker", Map(("color", p.Color), ("size", p.Size), ("opacity", p.Opacity), ("symbol", p.Diamond ? "diamond" : "circle"))),
        ("text", p.Texts), ("hovertemplate", p.Texts is null ? null : "%{text}: %{x:.4g}"),
        ("error_x", p.Error is { } e ? Error(p.X, e, p.Color, spec.X) : null));

    static Dictionary<string, object>[] Words(TextLayer t, FigureSpec spec) =>
    [
        .. t.Texts.Select((text, i) => Map(
            ("x", Round(t.X[i] / spec.X.Unit)), ("y", Round(t.Y[i] / spec.Y.Unit)), ("text", text), ("showarrow", false),
            ("font", Map(("color", t.Color), ("size", 14))), ("bgcolor", "rgba(255,255,255,0.75)"), ("borderpad", 1))),
    ];

    static Dictionary<string, object> Error(double[] values, (double[] Low, double[] High) e, string color, AxisSpec axis) => Map(
        ("type", "data"), ("symmetric", false),
        ("array", Numbers([.. values.Zip(e.High, (v, h) => h / axis.Unit - v / axis.Unit)])),
        ("arrayminus", Numbers([.. values.Zip(e.Low, (v, l) => v / axis.Unit - l / axis.Unit)])),
        ("color", color), ("thickness", 1.2), ("width", 3));

    static Layout Layout(FigureSpec spec) => Fill(new Layout(),
        ("title", Map(("text", string.Join("<br>", HouseFont.Lines(spec.Title, 16, spec.TitleWidth))), ("font", Map(("size", 16))))),
        ("font", Map(("family", FontFamily), ("size", 13), ("color", Palette.Ink))),
        ("height", spec.Height), ("autosize", true),
        ("plot_bgcolor", "#FFFFFF"), ("paper_bgcolor", "#FFFFFF"),
        ("margin", Map(("l", 70), ("r", 20), ("t", 55), ("b", 60))),
        ("hovermode", "closest"),
        ("showlegend", spec.HasLegend),
        ("barmode", spec.Layers.Any(l => l is BarLayer) ? "overlay" : null),
        ("xaxis", Axis(spec.X, spec, horizontal: true)),
        ("yaxis", Axis(spec.Y, spec, horizontal: false)),
        ("annotations", spec.Layers.OfType<TextLayer>().SelectMany(t => Words(t, spec)).ToArray() is { Length: > 0 } words ? words : null),
        ("meta", Map(("alt", spec.AltText))));

    static Dictionary<string, object> Axis(AxisSpec axis, FigureSpec spec, bool horizontal)
    {
        double from = axis.Log ? Math.Log10(axis.From) : axis.From, to = axis.Log ? Math.Log10(axis.To) : axis.To;
        var flip = spec.TopDown && !horizontal;
        return Map(
            ("title", Map(("text", axis.Label))),
            ("type", axis.Log ? "log" : "linear"),
            ("range", flip ? Numbers([to, from]) : Numbers([from, to])),
            ("showgrid", axis.Names is null), ("gridcolor", Grid), ("zeroline", false),
            ("showline", true), ("linecolor", Palette.Muted), ("ticks", axis.Names is null ? "outside" : ""), ("tickcolor", Palette.Muted),
            ("automargin", true),
            ("tickvals", axis.Names is null ? null : Enumerable.Range(0, axis.Names.Count).ToArray()),
            ("ticktext", axis.Names),
            ("scaleanchor", spec.EqualUnits && !horizontal ? "x" : null));
    }

    static Trace Named(Trace trace, string? name, params (string Name, object? Value)[] attributes)
    {
        trace.SetProperty("type", trace.type);
        if (name is null) trace.SetProperty("showlegend", false);
        else trace.SetProperty("name", name);
        return Fill(trace, attributes);
    }

    static T Fill<T>(T target, params (string Name, object? Value)[] attributes) where T : DynamicObj.DynamicObj
    {
        foreach (var (name, value) in attributes)
            if (value is not null) target.SetProperty(name, value);
        return target;
    }

    static Dictionary<string, object> Map(params (string Name, object? Value)[] attributes) =>
        attributes.Where(a => a.Value is not null).ToDictionary(a => a.Name, a => a.Value!);

    // Six digits are more than a screen shows and halve the notebook; NaN becomes null, which leaves a gap.
    static double?[] Numbers(double[] values) => [.. values.Select(v => double.IsFinite(v) ? Round(v) : (double?)null)];

    static double?[] Numbers(double[] values, AxisSpec axis) =>
        axis.Unit == 1 ? Numbers(values) : Numbers([.. values.Select(v => v / axis.Unit)]);

    static double Round(double value) =>
        double.Parse(
            value.ToString("G6", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);

    static string Transparent(string color, double opacity)
    {
        var rgb = Convert.FromHexString(color.AsSpan(1));
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"rgba({rgb[0]},{rgb[1]},{rgb[2]},{opacity})");
    }
}
