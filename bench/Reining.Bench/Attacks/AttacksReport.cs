using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Reining.Bench.Peers;
using Reining.Training;

namespace Reining.Bench.Attacks;

/// <summary>Comparisons of attacks as text for people and as one line of JSON.</summary>
/// <param name="Options">What was compared.</param>
/// <param name="Comparisons">One for each attack and net.</param>
/// <param name="Load">Of the machine at the start.</param>
public sealed record AttacksReport(AttacksOptions Options, IReadOnlyList<AttackComparison> Comparisons, string Load)
{
    public string Text()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"attacks: {Options.Images} digits that both nets call right");
        text.AppendLine(
            $"{RunEnvironment.Device}; ours {Options.Threads} threads, OMP_WAIT_POLICY={PeerProcess.WaitPolicy}, " +
            $"GOMP_SPINCOUNT={PeerProcess.SpinCount}; load at the start {Load}; commit {RunEnvironment.Commit}");
        foreach (var c in Comparisons)
            Append(text, c);
        if (Options.Rounds > 0 && Comparisons.All(c => c.Ratio is not null))
            text.AppendLine().AppendLine($"geometric mean of ratios: {Ratio.Mean([.. Comparisons.Select(c => c.Ratio!)])}");
        return text.ToString();
    }

    void Append(StringBuilder text, AttackComparison c)
    {
        var epsilons = string.Join(", ", c.Epsilons.Select(e => e.ToString("0.###", CultureInfo.InvariantCulture)));
        text.AppendLine().AppendLine($"{c.Attack}, {c.Net} net, ε {epsilons}");
        foreach (var side in c.Sides)
        {
            var standing = string.Join(' ', side.Standing.Select(s => (100 * s).ToString("0.0", CultureInfo.InvariantCulture).PadLeft(5)));
            var median = side.Median < 0 ? "" : $", median {side.Median.ToString("0.000", CultureInfo.InvariantCulture)}";
            text.AppendLine(CultureInfo.InvariantCulture,
                $"  stand {standing} %{median}; {Numerics.Statistics.Median(side.Seconds),8:0.000} s, " +
                $"{side.Evaluations,9:0} evaluations, peak {side.PeakMiB} MiB; {side.Engine}, {side.Threads} threads");
        }
        if (!c.Theirs.Any())
            return;
        var medians = c.Ours.Median < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", medians by {100 * c.MedianDeviation:0.0} %");
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"  {(c.Agree ? "agree" : "DIFFER")}: by at most {c.Deviation:0.0} points (allowed {c.Tolerance}){medians}");
        if (Options.Rounds > 0)
            text.AppendLine(
                CultureInfo.InvariantCulture, $"  ratio to the faster peer {c.Ratio}, for each evaluation {c.RatioOfEvaluations:0.00}");
    }

    public string Json() => new JsonObject
    {
        ["bench"] = "attacks",
        ["images"] = Options.Images,
        ["rounds"] = Options.Rounds,
        ["threads"] = Options.Threads,
        ["device"] = RunEnvironment.Device,
        ["load"] = Load,
        ["commit"] = RunEnvironment.Commit,
        ["ratio"] = Options.Rounds > 0 && Comparisons.All(c => c.Ratio is not null)
            ? Ratio.Mean([.. Comparisons.Select(c => c.Ratio!)]).ToJson() : null,
        ["agree"] = Comparisons.All(c => c.Agree),
        ["cases"] = new JsonArray([.. Comparisons.Select(c => c.ToJson())]),
    }.ToJsonString(Report.Line);
}
