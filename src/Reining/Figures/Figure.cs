using System.Globalization;
using Plotly.NET;
using Reining.Display;
using Reining.Torch;

namespace Reining.Figures;

/// <summary>
/// A plot that a notebook shows by itself: interactive where the front end knows Plotly, as a picture elsewhere, as a line of text in a
/// terminal. All three are made from the same data, so they agree. There is no <c>text/html</c>: exported pages and previews would show it
/// instead of the picture, and blank without a network.
/// </summary>
[TypeFormatterSource(typeof(FigureFormatters), PreferredMimeTypes = [Mime.Plotly, Mime.Png, Mime.Plain])]
public sealed partial class Figure
{
    readonly Lazy<byte[]> _png;
    readonly Lazy<GenericChart> _chart;

    internal Figure(FigureSpec spec)
    {
        Spec = spec;
        _png = new Lazy<byte[]>(() => StaticPicture.Draw(spec, scale: 1));
        _chart = new Lazy<GenericChart>(() => InteractiveChart.Build(spec));
    }

    /// <summary>Heading.</summary>
    public string Title => Spec.Title;

    /// <summary>What the figure shows, for those who cannot see it.</summary>
    public string AltText => Spec.AltText;

    /// <summary>The interactive chart, to be styled further with Plotly.NET.</summary>
    public GenericChart Chart => _chart.Value;

    /// <summary>The chart for Plotly.js: an object with <c>data</c>, <c>layout</c> and <c>config</c>;
    /// the alternative text is <c>layout.meta.alt</c>.</summary>
    public string PlotlyJson => InteractiveChart.Json(Chart);

    /// <summary>The static picture (PNG), drawn without a browser.</summary>
    public byte[] Png => _png.Value;

    /// <summary>One line for text-only readers: title, kind, number of traces and points, alternative text.</summary>
    public string Text
    {
        get
        {
            var traces = Spec.Layers.Count(l => l.Name is not null);
            var points = Spec.Layers.Where(l => l.Name is not null).Sum(Points);
            var remark = Spec.Remark is null ? "" : $"; {Spec.Remark}";
            var counted = string.Create(
                CultureInfo.InvariantCulture,
                $"{Spec.Kind}, {traces} {(traces == 1 ? "trace" : "traces")}, {points} {(points == 1 ? "point" : "points")}");
            return $"Figure: {Title} ({counted}{remark}){(AltText.Length == 0 ? "" : ": " + AltText)}";
        }
    }

    internal FigureSpec Spec { get; }

    /// <summary>Writes the static picture.</summary>
    /// <param name="path">A file name ending in <c>.png</c>; the folder is made when missing.</param>
    /// <param name="scale">1 gives 760 pixels of width; 2 twice as many for print.</param>
    /// <exception cref="ArgumentException">The name does not end in <c>.png</c>, or the scale is not from 0.5 to 8.</exception>
    /// <exception cref="IOException">The folder cannot be written or the disk is full.</exception>
    public void Save(string path, double scale = 1)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!path.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException(
                $"Figure.Save: expected a file name ending in .png, got '{path}'; for other formats style Figure.Chart with Plotly.NET.");
        if (!(scale is >= 0.5 and <= 8)) throw new ArgumentException($"Figure.Save: expected a scale from 0.5 to 8, got {scale}.");
        AtomicFile.Write(path, file => file.Write(scale == 1 ? Png : StaticPicture.Draw(Spec, scale)));
    }

    /// <summary>The source of plotly.js (4.6 MB) that Plotly.NET carries, for pages that work without a network.</summary>
    public static string PlotlyJs()
    {
        var assembly = typeof(GenericChart).Assembly;
        var name = assembly.GetManifestResourceNames()
            .SingleOrDefault(n => n.Contains("plotly-", StringComparison.Ordinal) && n.EndsWith(".min.js", StringComparison.Ordinal))
            ?? throw new InvalidOperationException(
                $"Figure.PlotlyJs: expected plotly-….min.js among the resources of {assembly.GetName().Name}, got none; " +
                "Plotly.NET 6 carries it.");
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    /// <inheritdoc cref="Text"/>
    public override string ToString() => Text;

    static int Points(Layer layer) => layer switch
    {
        LineLayer l => l.X.Length,
        BarLayer b => b.At.Length,
        PointLayer p => p.X.Length,
        _ => 0,
    };

    sealed class FigureFormatters
    {
        public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter<Figure>(Mime.Plotly, f => f.PlotlyJson),
            new MimeFormatter<Figure>(Mime.Png, f => Convert.ToBase64String(f.Png)),
            new MimeFormatter<Figure>(Mime.Plain, f => f.Text),
        ];
    }
}
