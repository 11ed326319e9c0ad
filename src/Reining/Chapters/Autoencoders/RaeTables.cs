using Reining.Figures;

namespace Reining.Chapters.Autoencoders;

/// <summary>Tables and figures that the table's models and the likelihood arm share.</summary>
static class RaeTables
{
    static string Space(RaeDataSet set) => $"on features of a {set.Kind} classifier (not FID)";

    /// <summary>Fréchet distance of every kind of images that was measured, and the squared error.</summary>
    public static ResultTable Distances(IReadOnlyList<Measurement> measurements, ImageScores floor, RaeDataSet set)
    {
        var kinds = RaeImages.All.Where(k => measurements.Any(m => m.HasImages(k))).ToList();
        var columns = kinds.Select(k => TableColumn.Spread(RaeImages.Label(k), best: Best.Lowest));
        var table = new ResultTable(
            FormattableString.Invariant(
                $"Fréchet distance {Space(set)}, lower is better; real {set.Images} score {floor.Frechet:0.00}"),
            [TableColumn.Text("model"), .. columns, TableColumn.Spread("squared error", best: Best.Lowest)]);
        foreach (var (model, seeds) in Rows(measurements))
            table.Add([
                model.Name, .. kinds.Select(k => Of(seeds, k, s => s.Frechet)), Spread.Of([.. seeds.Select(m => m.SquaredError())])
            ]);
        return table;
    }

    /// <summary>All scores of one kind of images, for the models that have it.</summary>
    public static ResultTable Scores(IReadOnlyList<Measurement> measurements, ImageScores floor, string kind)
    {
        (string Name, string Format, Best Best, Func<ImageScores, double> Get)[] columns =
        [
            ("Fréchet", "0.00", Best.Lowest, s => s.Frechet), ("kernel", "0.000", Best.Lowest, s => s.Kernel),
            ("F8 (recall)", "0.000", Best.Highest, s => s.Recall), ("F1/8 (precision)", "0.000", Best.Highest, s => s.Precision),
            ("improved precision", "0.000", Best.Highest, s => s.Fidelity), ("improved recall", "0.000", Best.Highest, s => s.Coverage),
            ("sharpness", "0.00", Best.None, s => s.Sharpness),
        ];
        var table = new ResultTable(
            $"Samples of {RaeImages.Label(kind)} {Space(RaeDataSet.Digits)}; sharpness is high-frequency energy over that of real digits",
            [TableColumn.Text("model"), .. columns.Select(c => TableColumn.Spread(c.Name, format: c.Format, best: c.Best))]);
        foreach (var (model, seeds) in Rows(measurements).Where(r => r.Seeds[0].HasImages(kind)))
            table.Add([model.Name, .. columns.Select(c => Of(seeds, kind, c.Get))]);
        return table.Add(["real digits", .. columns.Select(c => (object)Spread.Of([c.Get(floor)]))]);
    }

    /// <summary>Distances as dots, a row for each model and a color for each kind of images; dashed: real digits.</summary>
    public static Figure Dots(
        string title, IReadOnlyList<Measurement> measurements, ImageScores floor, IReadOnlyList<string> kinds, string altText,
        RaeDataSet set, Func<string, string>? name = null)
    {
        var rows = Rows(measurements).ToList();
        IReadOnlyList<double> Values(List<Measurement> seeds, string kind) =>
            [.. seeds.Where(m => m.HasImages(kind)).Select(m => m.Distance(kind))];
        return Figure.DotGroups(
            title, $"Fréchet distance to real {set.Images} (lower is better)",
            [.. rows.Select(r => name?.Invoke(r.Model.Name) ?? r.Model.Name)],
            [.. kinds.Select(k => new DotSeries(RaeImages.Label(k), [.. rows.Select(r => Values(r.Seeds, k))]))],
            (floor.Frechet, $"real {set.Images}"), logX: true, altText);
    }

    /// <summary>The usual measurements of each model over seeds, in the order of the tables.</summary>
    public static IEnumerable<(RaeModel Model, List<Measurement> Seeds)> Rows(IEnumerable<Measurement> measurements) =>
        RaeModel.All.Select(model => (model, measurements.Where(m => m.Model == model.Id && m.Arm.Length == 0).ToList()))
            .Where(r => r.Item2.Count > 0);

    static object? Of(List<Measurement> seeds, string kind, Func<ImageScores, double> get) =>
        seeds[0].HasImages(kind) ? Spread.Of([.. seeds.Select(m => get(ImageScores.Of(m, kind)))]) : null;
}
