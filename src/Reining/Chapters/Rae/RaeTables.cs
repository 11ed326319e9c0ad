using Reining.Figures;
using Reining.Numerics;

namespace Reining.Chapters.Rae;

/// <summary>Tables and bars that the table's models and the likelihood arm share.</summary>
static class RaeTables
{
    const string Space = "on features of a digit classifier (not FID)";

    /// <summary>Fréchet distance of every kind of images that was measured, and the squared error.</summary>
    public static ResultTable Distances(IReadOnlyList<RaeMeasurement> measurements, ImageScores floor)
    {
        var kinds = RaeImages.All.Where(k => measurements.Any(m => m.Has(k))).ToList();
        var table = new ResultTable(
            FormattableString.Invariant($"Fréchet distance {Space}, lower is better; real digits score {floor.Frechet:0.00}"),
            [TableColumn.Text("model"), .. kinds.Select(k => TableColumn.Spread(k, best: Best.Lowest)), TableColumn.Spread("squared error", best: Best.Lowest)]);
        foreach (var seeds in Groups(measurements))
            table.Add([seeds[0].Model, .. kinds.Select(k => Of(seeds, k, s => s.Frechet)), Spread.Of([.. seeds.Select(m => m.SquaredError)])]);
        return table;
    }

    /// <summary>All scores of one kind of images, for the models that have it.</summary>
    public static ResultTable Scores(IReadOnlyList<RaeMeasurement> measurements, ImageScores floor, string kind)
    {
        (string Name, string Format, Best Best, Func<ImageScores, double> Get)[] columns =
        [
            ("Fréchet", "0.00", Best.Lowest, s => s.Frechet), ("kernel", "0.000", Best.Lowest, s => s.Kernel),
            ("F8 (recall)", "0.000", Best.Highest, s => s.Recall), ("F1/8 (precision)", "0.000", Best.Highest, s => s.Precision),
            ("improved precision", "0.000", Best.Highest, s => s.Fidelity), ("improved recall", "0.000", Best.Highest, s => s.Coverage),
            ("sharpness", "0.00", Best.None, s => s.Sharpness),
        ];
        var table = new ResultTable($"Samples of {kind} {Space}; sharpness is high-frequency energy over that of real digits",
            [TableColumn.Text("model"), .. columns.Select(c => TableColumn.Spread(c.Name, format: c.Format, best: c.Best))]);
        foreach (var seeds in Groups(measurements).Where(g => g[0].Has(kind)))
            table.Add([seeds[0].Model, .. columns.Select(c => Of(seeds, kind, c.Get))]);
        return table.Add(["real digits", .. columns.Select(c => (object)Spread.Of([c.Get(floor)]))]);
    }

    /// <summary>Medians of distances as bars, with the range over seeds where there are several; models without one of the kinds are left out.</summary>
    public static Figure Bars(string title, IReadOnlyList<RaeMeasurement> measurements, IReadOnlyList<string> kinds, string altText, Func<string, string>? name = null) => Figure.GroupedBars(
        title, "Fréchet distance (lower is better)", kinds,
        [
            .. Groups(measurements).Where(g => kinds.All(g[0].Has)).Select(g => new BarSeries(name?.Invoke(g[0].Model) ?? g[0].Model, [.. kinds.Select(k => Statistics.Median(g.Select(m => m.Distance(k))))])
            {
                Low = g.Count > 1 ? [.. kinds.Select(k => g.Min(m => m.Distance(k)))] : null,
                High = g.Count > 1 ? [.. kinds.Select(k => g.Max(m => m.Distance(k)))] : null,
            }),
        ],
        logY: true, altText: altText);

    static IEnumerable<List<RaeMeasurement>> Groups(IEnumerable<RaeMeasurement> measurements) =>
        measurements.GroupBy(m => m.Model).Select(g => g.ToList());

    static object? Of(List<RaeMeasurement> seeds, string kind, Func<ImageScores, double> get) =>
        seeds[0].Has(kind) ? Spread.Of([.. seeds.Select(m => get(m.Images[kind]))]) : null;
}
