using System.Text;
using System.Text.Json.Nodes;
using Reining.Numerics;
using Reining.Training;

namespace Reining.Bench.Kernels;

/// <summary>The results as text for people and as one line of JSON for programs.</summary>
/// <param name="Options">What was measured and how often.</param>
/// <param name="Results">One for each measure.</param>
/// <param name="Peers">The peers' names in the results, and what they are. The first is the one of the JSON's top.</param>
/// <param name="Load">Of the machine at the start.</param>
public sealed record KernelReport(
    KernelBenchOptions Options, IReadOnlyList<KernelResult> Results, IReadOnlyList<(string Name, string What)> Peers, string Load)
{
    public string Text()
    {
        var text = new StringBuilder();
        text.AppendLine(
            $"kernel: this kernel ({Options.Build}; front and worker process together) beside "
                + $"{string.Join(" and ", Peers.Select(p => p.What))}, all driven by jupyter_client");
        text.AppendLine($"{RunEnvironment.Device}; load at the start {Load}; commit {RunEnvironment.Commit}");
        text.AppendLine(
            $"{Options.Rounds} lives each in turn, and {Options.Starts} starts more; medians (min–max); " +
            "ratio = theirs / ours in a round, above 1 we are faster or smaller");
        text.AppendLine()
            .AppendLine($"  {"",-46} {"ours",-24} {string.Concat(Peers.Select(p => $"{p.Name,-24} {"ratio",-20} "))}target");
        foreach (var result in Results)
        {
            var target = result.Measure.Target is { } limit
                ? $"{(result.Met == true ? "≤" : "missed:")} {limit:0} {result.Measure.Unit}"
                : "";
            var peers = Peers.Select(p => result.Peers.TryGetValue(p.Name, out var theirs)
                ? $"{Spread(theirs, result.Measure.Unit),-24} {result.RatioTo(p.Name),-20} "
                : $"{"–",-24} {"–",-20} ");
            text.AppendLine(
                $"  {result.Measure.What,-46} {Spread(result.Ours, result.Measure.Unit),-24} {string.Concat(peers)}{target}");
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
            ["ratio"] = start.RatioTo(Peers[0].Name)!.ToJson(),
            ["ours"] = new JsonObject
            {
                ["engine"] = $"Reining.Kernel, {Options.Build}",
                ["start_ms"] = Math.Round(Statistics.Median(start.Ours))
            },
            ["theirs"] = Start(start, Peers[0]),
            ["peers"] = new JsonArray([.. Peers.Select(peer => Start(start, peer))]),
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

    static JsonObject Start(KernelResult start, (string Name, string What) peer) =>
        new() { ["engine"] = peer.What, ["start_ms"] = Math.Round(Statistics.Median(start.Peers[peer.Name])) };

    static string Spread(IReadOnlyList<double> values, string unit) =>
        FormattableString.Invariant($"{Statistics.Median(values):0} ({values.Min():0}–{values.Max():0}) {unit}");
}
