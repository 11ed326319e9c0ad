using Reining.Figures;

namespace Reining.Chapters.Autoencoders;

/// <summary>All measurements of the table's models in a profile, as tables and figures.</summary>
/// <param name="run">The finished part.</param>
public sealed class RaeResults(PartRun run)
{
    internal static readonly string[] Shown =
    [
        RaeImages.Reconstruction, RaeImages.StandardNormal, RaeImages.Gaussian, RaeImages.Mixture, RaeImages.SecondStage,
        RaeImages.Interpolation,
    ];

    readonly IReadOnlyList<Measurement> _measurements = run.Measurements;

    /// <summary>The profile.</summary>
    public RaeProfile Profile { get; } = RaeProfile.Profiles.Named(run.Request.Profile);

    /// <summary>Scores of held-out digits against the reference digits: what a perfect model would reach.</summary>
    public ImageScores RealFloor { get; } = RealDigits.In(run.Measurements);

    /// <summary>All tables by file name.</summary>
    public IEnumerable<(string Name, ResultTable Table)> Tables =>
    [
        ("distances", Table()), ("scores", Scores()), ("thesis", BesideTheThesis()),
        .. Statistics() is { } statistics ? [("statistics", statistics)] : Array.Empty<(string, ResultTable)>(),
    ];

    /// <summary>
    /// Distances with the statistics of batch normalization that are estimated after training, and with the running averages that training
    /// leaves, as in the author's code: the same weights, first seed. Null where the profile does not compare them.
    /// </summary>
    public ResultTable? Statistics()
    {
        var averages = _measurements.Where(m => m.Arm == RaeExperiment.RunningAverages).ToDictionary(m => m.Model);
        if (averages.Count == 0)
            return null;
        (string Kind, string Name)[] kinds = [(RaeImages.Reconstruction, "reconstruction"), (RaeImages.Mixture, "GMM-10")];
        var table = new ResultTable(
            "Statistics of batch normalization: estimated after training, or running averages; Fréchet distance, first seed",
            [
                TableColumn.Text("model"),
                .. kinds.SelectMany(k => new[] { TableColumn.Number($"{k.Name}, estimated"), TableColumn.Number($"{k.Name}, averages") }),
            ]);
        foreach (var (model, seeds) in RaeTables.Rows(_measurements).Where(r => averages.ContainsKey(r.Model.Id)))
        {
            var (estimated, average) = (seeds.Single(m => m.Seed == averages[model.Id].Seed), averages[model.Id]);
            table.Add([
                model.Name, .. kinds.SelectMany(k => new object[] { estimated.Distance(k.Kind), average.Distance(k.Kind) }),
            ]);
        }
        return table;
    }

    /// <summary>All figures by file name.</summary>
    public IEnumerable<(string Name, Figure Figure)> Figures =>
    [
        ("distances", Distances()), ("gains", Gains()),
        .. run.Experiments.Count > 0 ? [("validation", ValidationCurves())] : Array.Empty<(string, Figure)>(), // not among measurements
        ("components", ComponentsCurve()), ("over-fitting", OverfittingCurve()),
    ];

    IEnumerable<(RaeModel Model, List<Measurement> Seeds, RaeThesis Published)> Published =>
        from row in RaeTables.Rows(_measurements)
        let published = RaeThesis.Find(row.Model.Name)
        where published is not null
        select (row.Model, row.Seeds, published);

    IEnumerable<IGrouping<ulong, Measurement>> Sweeps => _measurements.Where(m => m.Arm == MixtureSweep.Sweep).GroupBy(m => m.Seed);

    /// <summary>The experiment of a model, by name or identifier, with the first seed.</summary>
    /// <exception cref="ArgumentException">No such model.</exception>
    public RaeExperiment Experiment(string model) => First(run, model);

    /// <summary>Fréchet distance on classifier features of every kind of images, and the squared error, for each model.</summary>
    public ResultTable Table() => RaeTables.Distances(_measurements, RealFloor, RaeDataSet.Digits);

    /// <summary>Other scores of the mixture's samples: kernel distance, precision and recall of two definitions, sharpness.</summary>
    public ResultTable Scores(string kind = RaeImages.Mixture) => RaeTables.Scores(_measurements, RealFloor, kind);

    /// <summary>
    /// The paper's FID, that of an independent run of its code, and our distance. These are of different feature spaces and nets: compare
    /// orders, not sizes.
    /// </summary>
    public ResultTable BesideTheThesis()
    {
        var table = new ResultTable(
            "Thesis and an independent run of its code (FID, rae.md §7.1, §7.5) beside ours (classifier features): " +
            "compare the order within a column and the ratio N / GMM, not the sizes",
            TableColumn.Text("model"),
            TableColumn.Number("N, thesis"), TableColumn.Number("N, independent"), TableColumn.Spread("N, ours"),
            TableColumn.Number("GMM, thesis"), TableColumn.Number("GMM, independent"), TableColumn.Spread("GMM, ours"),
            TableColumn.Number("N / GMM, thesis"), TableColumn.Spread("N / GMM, ours"));
        foreach (var (model, seeds, published) in Published)
        {
            Spread? Ours(Func<Measurement, double> get) => seeds[0].HasImages(RaeImages.Mixture) ? Spread.Of([.. seeds.Select(get)]) : null;
            table.Add(
                model.Name,
                published.AssumedPrior, published.IndependentPrior, Spread.Of([.. seeds.Select(m => m.AssumedPrior())]),
                published.Mixture, published.IndependentMixture, Ours(m => m.Mixture()),
                published.AssumedPrior / published.Mixture, Ours(m => m.Gain()));
        }
        return table;
    }

    /// <summary>What the table says about the chapter's question, in a few sentences made from its numbers (means over seeds).</summary>
    public string InWords()
    {
        var rows = RaeTables.Rows(_measurements).Where(r => r.Seeds[0].HasImages(RaeImages.Mixture))
            .Select(r => (
                r.Model.Name, Mixture: r.Seeds.Average(m => m.Mixture()), Gain: r.Seeds.Average(m => m.Gain()),
                Best: r.Seeds.Average(m => m.BestPrior())))
            .ToList();
        var deterministic = rows
            .Where(r => r.Name.Contains("AE", StringComparison.Ordinal))
            .Where(r => !r.Name.Contains("VAE", StringComparison.Ordinal) && r.Name != "WAE")
            .OrderBy(r => r.Mixture)
            .ToList();
        var (vae, most) = (rows.Single(r => r.Name == "VAE"), rows.MaxBy(r => r.Gain));
        var (first, last) = (deterministic[0], deterministic[^1]);
        return "With a mixture fitted afterwards the deterministic models reach distances from " +
            FormattableString.Invariant($"{first.Mixture:0.0} ({first.Name}) to {last.Mixture:0.0} ({last.Name}); ") +
            FormattableString.Invariant($"the VAE reaches {vae.Best:0.0} with its best density. ") +
            FormattableString.Invariant($"{rows.Count(r => r.Gain > 1)} of {rows.Count} models gain from the mixture, ") +
            FormattableString.Invariant($"most of all {most.Name} (a factor of {most.Gain:0.0}).");
    }

    /// <summary>The price of more components, in a sentence made from the sweep (means over seeds).</summary>
    public string GapInWords()
    {
        var gaps = Sweeps.SelectMany(s => s).GroupBy(m => m.Axis!.Value)
            .OrderBy(g => g.Key)
            .Select(g => (K: g.Key, Gap: g.Average(MixtureSweep.Gap)))
            .ToList();
        var usual = gaps.FirstOrDefault(g => g.K == RaeEvaluation.Components, gaps[0]);
        return FormattableString.Invariant(
            $"Gap between training and validation codes: {usual.Gap:0.00} nats at K = {usual.K}, {gaps[^1].Gap:0.00} at K = {gaps[^1].K}.");
    }

    /// <summary>The claims and their verdicts.</summary>
    public ResultTable ClaimTable() => run.ClaimTable();

    /// <summary>Distances of all models and kinds of images; the range over seeds where there are several.</summary>
    public Figure Distances() => RaeTables.Dots(
        "How far images are from real digits", _measurements, RealFloor, Shown,
        "Dots, one row for each model: compare the mixture (GMM-10) with N(0, I) and with the reconstructions", RaeDataSet.Digits);

    /// <summary>How much the mixture improves on the thesis's N, published and measured.</summary>
    public Figure Gains() => Figure.Dots(
        "Gain of the mixture over N", "distance with N / distance with GMM-10",
        [
            .. Published.Where(r => r.Published.Mixture is not null && r.Seeds[0].HasImages(RaeImages.Mixture))
                .Select(r => new DotRow(
                    r.Model.Name, r.Published.AssumedPrior / r.Published.Mixture!.Value, [.. r.Seeds.Select(m => m.Gain())])),
        ],
        reference: 1, logX: true,
        altText: "Dots: ratio of the distance with N samples to that with mixture samples, thesis and ours, for each model");

    /// <summary>Distance of samples by number of mixture components, RAE; a line for each seed.</summary>
    public Figure ComponentsCurve() => Figure.Curves(
        "Samples by number of mixture components", "components K", "Fréchet distance",
        [.. Sweeps.Select(s => Line(FormattableString.Invariant($"RAE, seed {s.Key}"), s, MixtureSweep.Distance))],
        altText: "Lines: distance of mixture samples by the number of components, one for each seed");

    /// <summary>Log-likelihood of training and of validation codes by number of mixture components, RAE, first seed.</summary>
    public Figure OverfittingCurve() => Figure.Curves(
        "Over-fitting of the mixture", "components K", "mean log-likelihood (nats per code)",
        [
            Line("training codes", Sweeps.First(), m => m[MixtureSweep.TrainKey]),
            Line("validation codes", Sweeps.First(), m => m[MixtureSweep.ValidationKey]),
        ],
        altText: "Two lines: log-likelihood of training and of validation codes by the number of components");

    /// <summary>Validation loss by epoch for each model, first seed.</summary>
    public Figure ValidationCurves() => Figure.Curves(
        "Validation loss", "epoch", "loss per image (sum over pixels)",
        [
            .. RaeTables.Rows(_measurements).Where(r => r.Model.FirstStage is null)
                .Select(r => (r.Model, Stats: Experiment(r.Model.Id).Run.ReadStats().Where(s => s.ContainsKey("validation_loss")).ToList()))
                .Select(r => new Series(
                    r.Model.Name, [.. r.Stats.Select(s => (double)s["epoch"]!)],
                    [.. r.Stats.Select(s => (double)s["validation_loss"]!)]) { Marked = true }),
        ],
        logY: true, altText: "Lines: validation loss of every model over the epochs");

    internal static RaeExperiment First(PartRun run, string model)
    {
        var id = RaeModel.Named(model).Id;
        return run.Experiments.OfType<RaeExperiment>().FirstOrDefault(e => e.Model == id && e.Arm.Length == 0)
            ?? throw new ArgumentException($"Experiment: expected a model of {run.Part.Contents}, got '{model}'.");
    }

    static Series Line(string name, IEnumerable<Measurement> sweep, Func<Measurement, double> get) =>
        new(name, [.. sweep.Select(m => m.Axis!.Value)], [.. sweep.Select(get)]) { Marked = true };
}
