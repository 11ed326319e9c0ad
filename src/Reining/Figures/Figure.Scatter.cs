using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Figures;

public sealed partial class Figure
{
    /// <summary>Points above which a scatter plot shows an even selection.</summary>
    public const int ScatterLimit = 5000;

    /// <summary>Points in the plane colored by class, for example two-dimensional latent codes;
    /// each class's name stands at its mean.</summary>
    /// <param name="title">Heading.</param>
    /// <param name="x">Horizontal values.</param>
    /// <param name="y">Vertical values, as many.</param>
    /// <param name="labels">Class of each point, 0 to <paramref name="classNames"/>−1.</param>
    /// <param name="classNames">Names of the classes.</param>
    /// <param name="ellipses">Curves of equal density of Gaussians, for example a mixture's components; null for none.</param>
    /// <param name="xLabel">Horizontal quantity and unit.</param>
    /// <param name="yLabel">Vertical quantity and unit.</param>
    /// <param name="altText">What the figure shows, for those who cannot see it.</param>
    /// <exception cref="ArgumentException">No point, different lengths, values that are not finite, or a label without a class.</exception>
    public static Figure Scatter(
        string title, IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<int> labels, IReadOnlyList<string> classNames,
        IReadOnlyList<Ellipse>? ellipses = null, string xLabel = "latent coordinate 1", string yLabel = "latent coordinate 2",
        string altText = "")
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classNames);
        if (x.Count == 0 || x.Count != y.Count || x.Count != labels.Count)
            throw new ArgumentException(
                $"Figure.Scatter '{title}': expected as many x, y and labels, at least one, got {x.Count}, {y.Count} and {labels.Count}.");
        if (labels.Any(l => l < 0 || l >= classNames.Count))
            throw new ArgumentException(
                $"Figure.Scatter '{title}': expected labels from 0 to {classNames.Count - 1}, " +
                $"got {labels.First(l => l < 0 || l >= classNames.Count)}; give one name per class.");
        if (!x.All(double.IsFinite) || !y.All(double.IsFinite))
            throw new ArgumentException($"Figure.Scatter '{title}': expected finite values, got NaN or infinity; look at the codes first.");

        var step = Math.Max(1.0, x.Count / (double)ScatterLimit);
        var shown = Enumerable.Range(0, Math.Min(x.Count, ScatterLimit)).Select(i => (int)(i * step)).ToArray();
        var layers = new List<Layer>();
        for (var c = 0; c < classNames.Count; c++)
        {
            var mine = shown.Where(i => labels[i] == c).ToArray();
            if (mine.Length == 0) continue;
            layers.Add(new PointLayer(classNames[c], Palette.Class(c), [.. mine.Select(i => x[i])], [.. mine.Select(i => y[i])])
            {
                Size = shown.Length > 1000 ? 4 : 6,
                Opacity = 0.7
            });
        }
        var outlines = (ellipses ?? []).Select(e => e.Outline()).ToArray();
        layers.AddRange(
            outlines.Select(
                o => new LineLayer(null, Palette.Ink, [.. o.Select(p => p.X)], [.. o.Select(p => p.Y)]) { Width = 1.5, Reference = true }));
        layers.Add(Means(x, y, labels, classNames));
        var spec = new FigureSpec(title, "scatter",
            AxisSpec.Around(xLabel, x.Concat(outlines.SelectMany(o => o.Select(p => p.X)))),
            AxisSpec.Around(yLabel, y.Concat(outlines.SelectMany(o => o.Select(p => p.Y)))),
            layers)
        {
            AltText = altText,
            EqualUnits = true,
            Height = 560,
            Width = 700,
            Remark = Remarks((x.Count - shown.Length, "points not shown")),
        };
        return new Figure(spec);
    }

    /// <summary>Two-dimensional codes as a tensor.</summary>
    /// <param name="title">Heading.</param>
    /// <param name="codes">(N, 2).</param>
    /// <param name="labels">int64 (N).</param>
    /// <param name="classNames">Names of the classes.</param>
    /// <param name="ellipses">Curves of equal density; null for none.</param>
    /// <param name="altText">What the figure shows, for those who cannot see it.</param>
    /// <exception cref="ArgumentException">Another shape, or as above.</exception>
    public static Figure Scatter(
        string title, Tensor codes, Tensor labels, IReadOnlyList<string> classNames, IReadOnlyList<Ellipse>? ellipses = null,
        string altText = "")
    {
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentNullException.ThrowIfNull(labels);
        if (codes.ndim != 2 || codes.shape[1] != 2 || labels.ndim != 1)
            throw new ArgumentException(
                $"Figure.Scatter '{title}': expected codes (N, 2) and labels (N), got ({string.Join(", ", codes.shape)}) " +
                $"and ({string.Join(", ", labels.shape)}); choose two columns.");
        var values = codes.Doubles();
        double[] x = [.. values.Where((_, i) => i % 2 == 0)], y = [.. values.Where((_, i) => i % 2 == 1)];
        return Scatter(title, x, y, [.. labels.Longs().Select(l => (int)l)], classNames, ellipses, altText: altText);
    }

    static TextLayer Means(IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<int> labels, IReadOnlyList<string> classNames)
    {
        var groups = Enumerable.Range(0, x.Count).GroupBy(i => labels[i]).OrderBy(g => g.Key).ToArray();
        return new TextLayer(
            Palette.Ink, [.. groups.Select(g => g.Average(i => x[i]))], [.. groups.Select(g => g.Average(i => y[i]))],
            [.. groups.Select(g => classNames[g.Key])]);
    }
}
