using Reining.Figures;

namespace Reining.Chapters.Autoencoders;

/// <summary>The missing arm: one VAE, several likelihoods, several priors.</summary>
/// <param name="run">The finished part.</param>
public sealed class LikelihoodResults(PartRun run)
{
    static readonly string[] Priors = [RaeImages.StandardNormal, .. RaeImages.Fitted];

    readonly IReadOnlyList<Measurement> _measurements =
        [.. run.Measurements.Where(m => m.Arm.Length == 0 && RaeModel.Likelihoods.Any(l => l.Id == m.Model))];

    /// <summary>Scores of held-out digits against the reference digits.</summary>
    public ImageScores RealFloor { get; } = RealDigits.In(run.Measurements);

    /// <summary>All tables by file name.</summary>
    public IEnumerable<(string Name, ResultTable Table)> Tables =>
        [("likelihoods", Table()), ("likelihood-scores", Scores()), ("decomposition", Decomposition())];

    /// <summary>All figures by file name.</summary>
    public IEnumerable<(string Name, Figure Figure)> Figures => [("likelihoods", Distances())];

    /// <summary>Fréchet distance by likelihood (row) and prior (column).</summary>
    public ResultTable Table() => RaeTables.Distances(_measurements, RealFloor, RaeDataSet.Digits);

    /// <summary>Other scores of samples of one prior.</summary>
    public ResultTable Scores(string kind = RaeImages.StandardNormal) => RaeTables.Scores(_measurements, RealFloor, kind);

    /// <summary>
    /// The distance of N(0, I) samples, taken apart as in bookkeeping: what reconstructions have already, and what sampling puts on top;
    /// then the same with the best fitted prior.
    /// </summary>
    public ResultTable Decomposition()
    {
        var table = new ResultTable(
            "Bookkeeping of the distance of samples (Fréchet distance, not FID): reconstructions, then what sampling puts on top",
            TableColumn.Text("likelihood"), TableColumn.Spread("reconstruction"), TableColumn.Spread("added by N(0, I)"),
            TableColumn.Spread("added by the best fitted prior"), TableColumn.Spread("share before sampling"),
            TableColumn.Spread("the same, drawn codes"));
        foreach (var (model, seeds) in RaeTables.Rows(_measurements))
        {
            Spread Of(Func<Measurement, double> get) => Spread.Of([.. seeds.Select(get)]);
            table.Add(
                model.Name, Of(Before), Of(m => Normal(m) - Before(m)), Of(m => m.BestPrior() - Before(m)), Of(m => Before(m) / Normal(m)),
                SeedTable.Cell(seeds, m => m.Distance(RaeImages.DrawnReconstruction) / Normal(m)));
        }
        return table;
    }

    /// <summary>What the table says about the two suspects, in a few sentences made from its numbers (means over seeds).</summary>
    public string InWords()
    {
        string Mean(string model, Func<Measurement, double> get) =>
            SeedTable.Cell(_measurements.Where(m => m.Model == model), get) is { } spread
                ? FormattableString.Invariant($"{spread.Mean:0.0}")
                : "–";
        double Sampled(string model) => _measurements.Where(m => m.Model == model).Average(Normal);
        var vae = RaeModel.Likelihoods[0].Id;
        var best = RaeModel.Likelihoods.Skip(1).MinBy(m => Sampled(m.Id))!;
        var share = _measurements.Where(m => m.Model == vae).Average(m => 1 - Before(m) / Normal(m));
        return $"The VAE's reconstructions have a distance of {Mean(vae, Before)}, its N(0, I) samples {Mean(vae, Normal)}: " +
            FormattableString.Invariant($"sampling puts {share:P0} of the whole on top. ") +
            $"Another prior instead of N(0, I) brings the samples to {Mean(vae, m => m.BestPrior())}; " +
            $"another likelihood ({best.Name["VAE, ".Length..]}, the best) with N(0, I) to {Mean(best.Id, Normal)}.";
    }

    /// <summary>The claims and their verdicts.</summary>
    public ResultTable ClaimTable() => run.ClaimTable();

    /// <summary>The experiment of a model, by name or identifier, with the first seed.</summary>
    /// <exception cref="ArgumentException">No such model.</exception>
    public RaeExperiment Experiment(string model) => RaeResults.First(run, model);

    /// <summary>Distances, a row for each likelihood and a color for each prior.</summary>
    public Figure Distances() => RaeTables.Dots(
        "Likelihood against prior", _measurements, RealFloor,
        [RaeImages.Reconstruction, .. Priors.Where(k => _measurements.All(m => m.HasImages(k)))],
        "Dots, one row for each likelihood: how far reconstructions and samples of several priors are from real digits",
        RaeDataSet.Digits, Short);

    /// <summary>The likelihood alone.</summary>
    static string Short(string model) => model == "VAE" ? "fixed Gaussian" : model["VAE, ".Length..];

    static double Before(Measurement m) => m.Distance(RaeImages.Reconstruction);

    static double Normal(Measurement m) => m.Distance(RaeImages.StandardNormal);
}
