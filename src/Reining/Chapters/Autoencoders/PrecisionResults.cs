using Reining.Figures;

namespace Reining.Chapters.Autoencoders;

/// <summary>What bfloat16 costs: the same trainings with products in either format.</summary>
/// <param name="run">The finished part.</param>
sealed class PrecisionResults(PartRun run)
{
    /// <summary>Models that are trained in both.</summary>
    public static IReadOnlyList<string> Models => ["vae", "rae"];

    /// <summary>Sizes: nets on whose width bfloat16 pays, few steps.</summary>
    public static RaeProfile Sized(RaeProfile profile) => profile.Name == RaeProfile.Smoke.Name ? profile : profile with
    {
        Width = 32,
        TrainImages = 10_000,
        Epochs = 6,
        ComparesStatistics = false,
        Densities = [RaeImages.StandardNormal, RaeImages.Gaussian, RaeImages.Mixture],
    };

    /// <summary>Scores in both formats, and the interval of their difference over seeds.</summary>
    public ResultTable Table()
    {
        (string Name, Func<Measurement, double> Get)[] scores =
        [
            ("squared error", m => m.SquaredError()), ("reconstruction", m => m.Distance(RaeImages.Reconstruction)),
            ("N(0, I)", m => m.Distance(RaeImages.StandardNormal)), ("GMM-10", m => m.Mixture()),
        ];
        var table = new ResultTable(
            "Trained with products in float32 and in bfloat16; Fréchet distances but for the squared error; 95 % interval of the ratio",
            TableColumn.Text("model"), TableColumn.Text("score"), TableColumn.Spread("float32"), TableColumn.Spread("bfloat16"),
            TableColumn.Text("bfloat16 over float32"));
        var seeds = run.Measurements.Select(m => m.Seed).Distinct().Select(seed => new SeedView(seed, run.Measurements)).ToList();
        foreach (var model in Models)
        {
            foreach (var (name, get) in scores)
            {
                var ratio = new Comparison(
                    name, v => get(v[model, RaeExperiment.BFloat16]), "float32", v => get(v[model, RaeExperiment.Float32]),
                    Margin.AtMost()).Judge(seeds);
                table.Add(RaeModel.Named(model).Name, name, Spread.Of(ratio.Right), Spread.Of(ratio.Left), Words(ratio));
            }
        }
        return table;
    }

    static string Words(ComparisonResult ratio) => ratio.Left.Count == 1
        ? FormattableString.Invariant($"{ratio.Estimate:0.00}, one seed")
        : FormattableString.Invariant($"{ratio.Estimate:0.00} [{ratio.Low:0.00}, {ratio.High:0.00}]");
}
