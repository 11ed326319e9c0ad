using Reining.Figures;

namespace Reining.Chapters.Rae;

/// <summary>The missing arm: one VAE, several likelihoods, several priors.</summary>
/// <param name="Profile">The arm's sizes.</param>
/// <param name="Measurements">One per likelihood and seed.</param>
/// <param name="RealFloor">Scores of held-out digits against the reference digits.</param>
/// <param name="Experiments">The experiments by likelihood and seed.</param>
public sealed record LikelihoodResults(
    RaeProfile Profile, IReadOnlyList<RaeMeasurement> Measurements, ImageScores RealFloor, IReadOnlyDictionary<(string Model, ulong Seed), RaeExperiment> Experiments)
{
    static readonly string[] Priors = [RaeImages.StandardNormal, .. LikelihoodClaims.Fitted];

    /// <summary>The relations Q1a to Q1d, judged.</summary>
    public ClaimReport Claims => new("rae", Profile.Name, Profile.Seeds, LikelihoodClaims.Of(Measurements));

    /// <summary>Fréchet distance by likelihood (row) and prior (column).</summary>
    public ResultTable Table() => RaeTables.Distances(Measurements, RealFloor);

    /// <summary>Other scores of samples of one prior.</summary>
    public ResultTable Scores(string kind = RaeImages.StandardNormal) => RaeTables.Scores(Measurements, RealFloor, kind);

    /// <summary>The distance of N(0, I) samples, taken apart: what reconstructions have already, and what the prior adds; then what is left with the best fitted prior.</summary>
    public ResultTable Decomposition()
    {
        var table = new ResultTable(
            "Where the distance of samples comes from (Fréchet distance, not FID): reconstructions, then what sampling adds",
            TableColumn.Text("likelihood"), TableColumn.Spread("reconstruction"), TableColumn.Spread("added by N(0, I)"), TableColumn.Spread("added by the best fitted prior"),
            TableColumn.Spread("share before sampling"));
        foreach (var seeds in Measurements.GroupBy(m => m.Model))
        {
            Spread Of(Func<RaeMeasurement, double> get) => Spread.Of([.. seeds.Select(get)]);
            table.Add(seeds.Key, Of(Likelihood), Of(m => m.Distance(RaeImages.StandardNormal) - Likelihood(m)), Of(m => LikelihoodClaims.BestPrior(m) - Likelihood(m)),
                Of(m => Likelihood(m) / m.Distance(RaeImages.StandardNormal)));
        }
        return table;
    }

    /// <summary>The claims and their verdicts.</summary>
    public ResultTable ClaimTable() => Claims.Table();

    /// <summary>Distances by prior, a color for each likelihood.</summary>
    public Figure Bars() => RaeTables.Bars(
        "Likelihood against prior", Measurements, [RaeImages.Reconstruction, .. Priors.Where(k => Measurements.All(m => m.Has(k)))],
        "Grouped bars: distance of reconstructions and of samples from several priors, one bar for each likelihood", Short);

    /// <summary>Writes tables and figures to a folder.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Save(string folder)
    {
        Table().Save(Path.Combine(folder, "likelihoods.csv"));
        Table().Save(Path.Combine(folder, "likelihoods.md"));
        Scores().Save(Path.Combine(folder, "likelihood-scores.md"));
        Decomposition().Save(Path.Combine(folder, "decomposition.md"));
        Bars().Save(Path.Combine(folder, "likelihoods.png"));
    }

    /// <summary>The likelihood alone: as the methods of other figures are all VAEs, their color would be one.</summary>
    static string Short(string model) => model == "VAE" ? "fixed Gaussian" : model["VAE, ".Length..];

    static double Likelihood(RaeMeasurement m) => m.Distance(RaeImages.Reconstruction);
}
