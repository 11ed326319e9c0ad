using System.Text;
using System.Text.Json.Nodes;
using Reining.Numerics;
using Reining.Training;

namespace Reining.Bench.Kernels;

/// <summary>The results as text for people and as one line of JSON for programs.</summary>
public sealed record KernelReport(KernelBenchOptions Options, IReadOnlyList<KernelResult> Results, string Peer, string Load)
{
    public string Text()
    {
        var text = new StringBuilder();
        text.AppendLine(
            $"kernel: this kernel ({Options.Build}; front and worker process together) beside {Peer}, both driven by jupyter_client");
        text.AppendLine($"{RunEnvironment.Device}; load at the start {Load}; commit {RunEnvironment.Commit}");
        text.AppendLine(
            $"{Options.Rounds} lives each in turn, and {Options.Starts} starts more; medians (min–max); " +
            "ratio = theirs / ours in a round, above 1 we are faster or smaller");
        text.AppendLine().AppendLine($"  {"",-46} {"ours",-24} {"ipykernel",-24} {"ratio",-20} target");
        foreach (var result in Results)
        {
            var target = result.Measure.Target is { } limit
                ? $"{(result.Met == true ? "≤" : "missed:")} {limit:0} {result.Measure.Unit}"
                : "";
            var theirs = result.Theirs is null ? "–" : Spread(result.Theirs, result.Measure.Unit);
            text.AppendLine(
                $"  {result.Measure.What,-46} {Spread(result.Ours, result.Measure.Unit),-24} {theirs,-24} " +
                $"{result.Ratio?.ToString() ?? "–",-20} {target}");
        }
        return text.ToString();
    }

    /// <summary>The design's line: its ratio is that of the start; every measure stands under "cases".</summary>
    public string Json()
    {
        var start = Results.First(r => r.Measure.Name == "start");
        return new JsonObject
        {
            ["bench"] = "kernel",
            ["ratio"] = start.Ratio!.ToJson(),
            ["ours"] = new JsonObject
            {
                ["engine"] = $"Reining.Kernel, {Options.Build}",
                ["start_ms"] = Math.Round(Statistics.Median(start.Ours))
            },
            ["theirs"] = new JsonObject { ["engine"] = Peer, ["start_ms"] = Math.Round(Statistics.Median(start.Theirs!)) },
            ["device"] = RunEnvironment.Device,
            ["threads"] = Environment.ProcessorCount,
            ["precision"] = "none",
            ["rounds"] = Options.Rounds,
            ["starts"] = Options.Starts,
            ["cells"] = Options.Cells,
            ["load"] = Load,
            ["commit"] = RunEnvironment.Commit,
            ["cases"] = new JsonArray([.. Results.Select(r => r.ToJson())]),
        }.ToJsonString(Report.Line);
    }

    static string Spread(IReadOnlyList<double> values, string unit) =>
        FormattableString.Invariant($"{Statistics.Median(values):0} ({values.Min():0}–{values.Max():0}) {unit}");
}
