using Reining.Figures;

namespace Reining.Chapters.Rae;

/// <summary>All measurements of the table's models in a profile, as tables and figures.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Measurements">One per model and seed.</param>
/// <param name="RealFloor">Scores of held-out digits against the reference digits: what a perfect model would reach.</param>
/// <param name="Sweeps">Mixtures of several sizes on one model's codes, one sweep per seed.</param>
/// <param name="Experiments">The experiments by model and seed.</param>
public sealed record RaeResults(
    RaeProfile Profile, IReadOnlyList<RaeMeasurement> Measurements, ImageScores RealFloor, IReadOnlyList<MixtureSweep> Sweeps,
    IReadOnlyDictionary<(string Model, ulong Seed), RaeExperiment> Experiments)
{
    static readonly string[] Bars5 = [RaeImages.Reconstruction, RaeImages.StandardNormal, RaeImages.Gaussian, RaeImages.Mixture, RaeImages.Interpolation];

    /// <summary>The relations R1 to R13, judged.</summary>
    public ClaimReport Claims => new("rae", Profile.Name, Profile.Seeds, [.. RaeClaims.Of(Measurements), SizeClaims.Components(Sweeps)]);

    IEnumerable<(string Model, List<RaeMeasurement> Seeds)> Rows =>
        RaeModel.All.Select(m => (m.Name, Measurements.Where(x => x.Model == m.Name).ToList())).Where(r => r.Item2.Count > 0);

    /// <summary>Fréchet distance on classifier features of every kind of images, and the squared error, for each model.</summary>
    public ResultTable Table() => RaeTables.Distances(Measurements, RealFloor);

    /// <summary>Other scores of the mixture's samples: kernel distance, precision and recall of two definitions, sharpness.</summary>
    public ResultTable Scores(string kind = RaeImages.Mixture) => RaeTables.Scores(Measurements, RealFloor, kind);

    /// <summary>The paper's FID, that of an independent run of its code, and our distance. These are of different feature spaces and nets: compare orders, not sizes.</summary>
    public ResultTable BesideTheThesis()
    {
        var table = new ResultTable(
            "Thesis and an independent run of its code (FID, rae.md §7.1, §7.5) beside ours (classifier features): compare the order within a column and the ratio N / GMM, not the sizes",
            TableColumn.Text("model"),
            TableColumn.Number("N, thesis"), TableColumn.Number("N, independent"), TableColumn.Spread("N, ours"),
            TableColumn.Number("GMM, thesis"), TableColumn.Number("GMM, independent"), TableColumn.Spread("GMM, ours"),
            TableColumn.Number("N / GMM, thesis"), TableColumn.Spread("N / GMM, ours"));
        foreach (var (model, seeds) in Rows.Where(r => RaeThesis.Find(r.Model) is not null))
        {
            var published = RaeThesis.Find(model)!;
            Spread? Ours(Func<RaeMeasurement, double> get) => seeds[0].Has(RaeImages.Mixture) ? Spread.Of([.. seeds.Select(get)]) : null;
            table.Add(
                model,
                published.AssumedPrior, published.IndependentPrior, Spread.Of([.. seeds.Select(m => m.AssumedPrior.Frechet)]),
                published.Mixture, published.IndependentMixture, Ours(m => m.Distance(RaeImages.Mixture)),
                published.AssumedPrior / published.Mixture, Ours(Gain));
        }
        return table;
    }

    /// <summary>The claims and their verdicts.</summary>
    public ResultTable ClaimTable() => Claims.Table();

    /// <summary>Distances of all models and kinds of images as bars; the range over seeds where there are several.</summary>
    public Figure Bars() => RaeTables.Bars(
        "Fréchet distance to real digits", Measurements, Bars5,
        "Grouped bars: for every model the mixture of ten Gaussians against N(0, I), a single Gaussian, reconstructions and interpolations");

    /// <summary>How much the mixture improves on the thesis's N, published and measured.</summary>
    public Figure Gains() => Figure.Dots(
        "Gain of the mixture over N", "distance with N / distance with GMM-10",
        [.. Rows.Where(r => RaeThesis.Find(r.Model)?.Mixture is not null && r.Seeds[0].Has(RaeImages.Mixture))
            .Select(r => new DotRow(r.Model, RaeThesis.Find(r.Model)!.AssumedPrior / RaeThesis.Find(r.Model)!.Mixture!.Value, [.. r.Seeds.Select(Gain)]))],
        reference: 1, logX: true, altText: "Dots: ratio of the distance with N samples to that with mixture samples, thesis and ours, for each model");

    /// <summary>Distance of samples by number of mixture components, RAE; a line for each seed.</summary>
    public Figure ComponentsCurve() => Figure.Curves(
        "Samples by number of mixture components", "components K", "Fréchet distance",
        [.. Sweeps.Select(s => new Series($"{s.Model}, seed {s.Seed}", [.. s.Rows.Select(r => (double)r.Components)], [.. s.Rows.Select(r => r.Distance)]))],
        altText: "Lines: distance of mixture samples by the number of components, one for each seed");

    /// <summary>Log-likelihood of training and of validation codes by number of mixture components, RAE, first seed.</summary>
    public Figure OverfittingCurve() => Figure.Curves(
        "Over-fitting of the mixture", "components K", "mean log-likelihood (nats per code)",
        [
            new("training codes", [.. Sweeps[0].Rows.Select(r => (double)r.Components)], [.. Sweeps[0].Rows.Select(r => r.Train)]),
            new("validation codes", [.. Sweeps[0].Rows.Select(r => (double)r.Components)], [.. Sweeps[0].Rows.Select(r => r.Validation)]),
        ],
        altText: "Two lines: log-likelihood of training and of validation codes by the number of components");

    /// <summary>Validation loss by epoch for each model, first seed.</summary>
    public Figure ValidationCurves() => Figure.Curves(
        "Validation loss", "epoch", "loss per image (sum over pixels)",
        [
            .. Rows.Where(r => RaeModel.Named(r.Model).FirstStage is null)
                .Select(r => (r.Model, Stats: Experiments[(r.Model, Profile.Seeds[0])].Run.ReadStats().Where(s => s.ContainsKey("validation_loss")).ToList()))
                .Select(r => new Series(r.Model, [.. r.Stats.Select(s => (double)s["epoch"]!)], [.. r.Stats.Select(s => (double)s["validation_loss"]!)])),
        ],
        logY: true, altText: "Lines: validation loss of every model over the epochs");

    /// <summary>Writes tables and figures to a folder.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Save(string folder)
    {
        Table().Save(Path.Combine(folder, "distances.csv"));
        Table().Save(Path.Combine(folder, "distances.md"));
        Scores().Save(Path.Combine(folder, "scores.md"));
        BesideTheThesis().Save(Path.Combine(folder, "thesis.md"));
        Bars().Save(Path.Combine(folder, "distances.png"));
        Gains().Save(Path.Combine(folder, "gains.png"));
        ValidationCurves().Save(Path.Combine(folder, "validation.png"));
        if (Sweeps.Count == 0)
            return;
        ComponentsCurve().Save(Path.Combine(folder, "components.png"));
        OverfittingCurve().Save(Path.Combine(folder, "over-fitting.png"));
    }

    static double Gain(RaeMeasurement m) => m.AssumedPrior.Frechet / m.Distance(RaeImages.Mixture);
}
