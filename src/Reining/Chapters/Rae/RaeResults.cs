using Reining.Figures;

namespace Reining.Chapters.Rae;

/// <summary>All measurements of a profile, as tables and figures.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Measurements">One per model and seed.</param>
/// <param name="RealFloor">Distance of held-out digits from the reference digits: what a perfect model would score.</param>
/// <param name="Experiments">The experiments by model and seed.</param>
public sealed record RaeResults(
    RaeProfile Profile, IReadOnlyList<RaeMeasurement> Measurements, double RealFloor, IReadOnlyDictionary<(string Model, ulong Seed), RaeExperiment> Experiments)
{
    const string Distance = "Fréchet distance";

    static readonly (string Name, Func<RaeMeasurement, double> Get)[] Columns =
    [
        ("reconstruction", m => m.Reconstruction), ("N(0, I)", m => m.StandardNormal), ("Gaussian", m => m.Gaussian),
        ("GMM-10", m => m.Mixture), ("interpolation", m => m.Interpolation),
    ];

    /// <summary>The chapter's relations, judged.</summary>
    public ClaimReport Claims => new("rae", Profile.Name, Profile.Seeds, RaeClaims.Of(Measurements));

    IEnumerable<(string Model, List<RaeMeasurement> Seeds)> Rows =>
        RaeModel.All.Select(m => (m.Name, Measurements.Where(x => x.Model == m.Name).ToList())).Where(r => r.Item2.Count > 0);

    /// <summary>Fréchet distance on classifier features of five kinds of images, and the squared error, for each model.</summary>
    public ResultTable Table()
    {
        var table = new ResultTable(
            FormattableString.Invariant($"{Distance} on features of a digit classifier (not FID), lower is better; real digits score {RealFloor:0.00}"),
            [TableColumn.Text("model"), .. Columns.Select(c => TableColumn.Spread(c.Name, best: Best.Lowest)), TableColumn.Spread("squared error", best: Best.Lowest)]);
        foreach (var (model, seeds) in Rows)
            table.Add([model, .. Columns.Select(c => (object)Spread.Of([.. seeds.Select(c.Get)])), Spread.Of([.. seeds.Select(m => m.SquaredError)])]);
        return table;
    }

    /// <summary>The thesis's FID beside our distance. The two are of different feature spaces and nets: compare orders, not sizes.</summary>
    public ResultTable BesideTheThesis()
    {
        var table = new ResultTable(
            "Thesis (FID, rae.md §7.1) beside ours (classifier features): compare the order within a column and the ratio N / GMM, not the sizes",
            TableColumn.Text("model"),
            TableColumn.Number("N, thesis"), TableColumn.Spread("N, ours"),
            TableColumn.Number("GMM, thesis"), TableColumn.Spread("GMM, ours"),
            TableColumn.Number("N / GMM, thesis"), TableColumn.Spread("N / GMM, ours"));
        foreach (var (model, seeds) in Rows)
        {
            var published = RaeThesis.Of(model);
            table.Add(
                model,
                published.AssumedPrior, Spread.Of([.. seeds.Select(m => m.AssumedPrior)]),
                published.Mixture, Spread.Of([.. seeds.Select(m => m.Mixture)]),
                published.AssumedPrior / published.Mixture, Spread.Of([.. seeds.Select(m => m.AssumedPrior / m.Mixture)]));
        }
        return table;
    }

    /// <summary>The claims and their verdicts.</summary>
    public ResultTable ClaimTable()
    {
        var table = new ResultTable($"Claims of the chapter, profile {Profile.Name}", TableColumn.Text("claim"), TableColumn.Text("relation"), TableColumn.Text("verdict"), TableColumn.Text("why"));
        foreach (var claim in Claims.Claims)
            table.Add(claim.Id, claim.Text, claim.VerdictText, claim.Why);
        return table;
    }

    /// <summary>Distances of all models and kinds of images as bars; the range over seeds where there are several.</summary>
    public Figure Bars()
    {
        var rows = Rows.ToList();
        return Figure.GroupedBars(
            $"{Distance} to real digits", $"{Distance} (lower is better)", [.. Columns.Select(c => c.Name)],
            [
                .. rows.Select(r => new BarSeries(r.Model, [.. Columns.Select(c => Statistics.Median(r.Seeds.Select(c.Get)))])
                {
                    Low = Profile.Seeds.Count > 1 ? [.. Columns.Select(c => r.Seeds.Min(c.Get))] : null,
                    High = Profile.Seeds.Count > 1 ? [.. Columns.Select(c => r.Seeds.Max(c.Get))] : null,
                }),
            ],
            logY: true,
            altText: "Grouped bars: for every model the mixture of ten Gaussians against N(0, I), a single Gaussian, reconstructions and interpolations");
    }

    /// <summary>How much the mixture improves on the thesis's N, published and measured.</summary>
    public Figure Gains() => Figure.Dots(
        "Gain of the mixture over N", "distance with N / distance with GMM-10",
        [.. Rows.Select(r => new DotRow(r.Model, RaeThesis.Of(r.Model).AssumedPrior / RaeThesis.Of(r.Model).Mixture, [.. r.Seeds.Select(m => m.AssumedPrior / m.Mixture)]))],
        reference: 1, logX: true, altText: "Dots: ratio of the distance with N samples to that with mixture samples, thesis and ours, for each model");

    /// <summary>Validation loss by epoch for each model, first seed.</summary>
    public Figure ValidationCurves() => Figure.Curves(
        "Validation loss", "epoch", "loss per image (sum over pixels)",
        [
            .. Rows.Select(r => (r.Model, Stats: Experiments[(r.Model, Profile.Seeds[0])].Run.ReadStats().Where(s => s.ContainsKey("validation_loss")).ToList()))
                .Select(r => new Series(r.Model, [.. r.Stats.Select(s => (double)s["epoch"]!)], [.. r.Stats.Select(s => (double)s["validation_loss"]!)])),
        ],
        logY: true, altText: "Lines: validation loss of every model falling over the epochs");

    /// <summary>Writes tables and figures to a folder.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Save(string folder)
    {
        Table().Save(Path.Combine(folder, "distances.csv"));
        Table().Save(Path.Combine(folder, "distances.md"));
        BesideTheThesis().Save(Path.Combine(folder, "thesis.md"));
        ClaimTable().Save(Path.Combine(folder, "claims.md"));
        Bars().Save(Path.Combine(folder, "distances.png"));
        Gains().Save(Path.Combine(folder, "gains.png"));
        ValidationCurves().Save(Path.Combine(folder, "validation.png"));
    }
}
