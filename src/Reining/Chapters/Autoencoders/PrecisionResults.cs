using Reining.Figures;
using Reining.Numerics;

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
        foreach (var model in Models)
        {
            foreach (var (name, get) in scores)
            {
                double[] Of(string arm) =>
                    [.. run.Measurements.Where(m => m.Model == model && m.Arm == arm).OrderBy(m => m.Seed).Select(get)];
                var (full, half) = (Of(RaeExperiment.Float32), Of(RaeExperiment.BFloat16));
                table.Add(RaeModel.Named(model).Name, name, Spread.Of(full), Spread.Of(half), Ratio(half, full));
            }
        }
        return table;
    }

    static string Ratio(double[] numerators, double[] denominators)
    {
        var logs = Interval.Of([.. numerators.Zip(denominators, (n, d) => Math.Log(n / d))]);
        return logs.Count == 1
            ? FormattableString.Invariant($"{Math.Exp(logs.Mean):0.00}, one seed")
            : FormattableString.Invariant($"{Math.Exp(logs.Mean):0.00} [{Math.Exp(logs.Low):0.00}, {Math.Exp(logs.High):0.00}]");
    }
}
