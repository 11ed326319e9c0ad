using Reining.Figures;

namespace Reining.Chapters.Inversion;

/// <summary>Draws curves of training: the mean over seeds at equal iterations.</summary>
static class CurveFigure
{
    /// <summary>Draws.</summary>
    /// <param name="title">Heading.</param>
    /// <param name="xLabel">What is to the right.</param>
    /// <param name="yLabel">What is upwards.</param>
    /// <param name="key">Of the number, without the curve's prefix.</param>
    /// <param name="x">What is to the right, of a point.</param>
    /// <param name="models">Names, and points of all seeds; what has none is left out.</param>
    public static Figure Of(
        string title, string xLabel, string yLabel, string key, Func<Measurement, double> x,
        IEnumerable<(string Name, IReadOnlyList<Measurement> Points)> models)
    {
        var series = models.Select(model => (model.Name, Points: model.Points.Where(p => p.Has(EqualCompute.Key(key)))
            .GroupBy(p => p.Axis!.Value).OrderBy(g => g.Key).ToList())).Where(m => m.Points.Count > 0).ToList();
        return Figure.Curves(
            title, xLabel, yLabel,
            [
                .. series.Select(s => new Series(
                    s.Name, [.. s.Points.Select(g => g.Average(x))], [.. s.Points.Select(g => g.Average(p => p[EqualCompute.Key(key)]))])
                {
                    Marked = true,
                }),
            ],
            altText: $"A line for each model, {yLabel} over {xLabel}: {string.Join(", ", series.Select(s => s.Name))}");
    }
}
