using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reining.Bench.Peers;
using Reining.Torch;
using Reining.Training;

namespace Reining.Bench;

/// <summary>Results as text for people and as one line of JSON for programs.</summary>
public sealed record Report(IBench Bench, BenchOptions Options, IReadOnlyList<CaseResult> Cases, string Load)
{
    /// <summary>One line, with "+" as it is.</summary>
    public static readonly JsonSerializerOptions Line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Load averages of the machine, or "unknown".</summary>
    public static string CurrentLoad() =>
        File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "unknown";

    const string TimeRatio = "their time / our time in a round, above 1 we are faster";

    string Device => Options.Device == "cpu" ? "cpu" : Compute.Start(new ComputeOptions(ComputeDevice.Cuda)).Name;

    public string Text()
    {
        var text = new StringBuilder();
        text.AppendLine($"{Bench.Name}: {Bench.Work}");
        text.AppendLine(
            $"{RunEnvironment.Device}; {Options.Threads} threads, OMP_WAIT_POLICY={PeerProcess.WaitPolicy}, " +
            $"GOMP_SPINCOUNT={PeerProcess.SpinCount}, " +
            $"ours with GLIBC_TUNABLES={Environment.GetEnvironmentVariable("GLIBC_TUNABLES")}, {Options.Precision}, {Device}; " +
            $"load at the start {Load}; commit {RunEnvironment.Commit}");
        text.AppendLine(
            $"{Options.Rounds} rounds of {Options.Steps} steps each in turn, after {Options.WarmUp} steps; " +
            $"ratio = {(Bench.ComparesMemory ? "their peak memory / ours, above 1 we need less" : TimeRatio)}");
        foreach (var result in Cases)
            Append(text, result, Options);
        if (Cases.Count > 1)
        {
            text.AppendLine().AppendLine("geometric mean over all");
            foreach (var (_, peer, ratio) in Means())
                text.AppendLine($"  {ratio,-20} {peer.Engine} [{peer.Peer.Name}]");
        }
        return text.ToString();
    }

    static void Append(StringBuilder text, CaseResult result, BenchOptions options)
    {
        text.AppendLine().AppendLine($"{result.Case.Label}: {result.Case.Shapes}");
        text.AppendLine($"  {"steps/s",8} {"peak MiB",9} {"value, step 1",14} {$"step {options.WarmUp}",10}  {"ratio (min–max)",-18} ");
        foreach (var side in result.Sides)
        {
            var ratio = side == result.Ours ? "" : result.RatioTo(side).ToString();
            text.AppendLine(
                $"  {side.StepsPerSecond,8:0.00} {side.PeakMiB?.ToString() ?? "unknown",9} {side.FirstValue,14:0.0000} " +
                $"{side.LastValue,10:0.0000}  {ratio,-18} {side.Engine} [BLAS: {side.Blas ?? "unknown"}]");
        }
        foreach (var slow in result.Sides.Where(s => s.Blas == PeerProcess.ReferenceBlas))
            text.AppendLine($"  not a fair peer: {slow.Engine} runs on the reference BLAS; install libopenblas0 for it (bench/README.md)");
        if (result.Theirs.Any())
            text.AppendLine(
                $"  same work: values differ by at most {result.Deviation.First:0.0e0} at step 1 and {result.Deviation.Last:0.0e0} " +
                $"at step {options.WarmUp} (allowed {BenchRun.Tolerances(options).First:0e0}, {BenchRun.Tolerances(options).Last:0e0})");
    }

    /// <summary>The design's line: against the strongest peer, the geometric mean over widths; every pair under "cases".</summary>
    public string Json()
    {
        var means = Means().OrderBy(m => m.Ratio.Median).ToList();
        var strongest = means[0];
        return new JsonObject
        {
            ["bench"] = Bench.Name,
            ["ratio"] = strongest.Ratio.ToJson(),
            ["ours"] = Summary(Cases.Select(c => c.Ours)),
            ["theirs"] = Summary(Cases.Select(c => c.Sides[strongest.Index])),
            ["device"] = RunEnvironment.Device,
            ["threads"] = Options.Threads,
            ["precision"] = Options.Precision,
            ["compute"] = Device,
            ["omp_wait_policy"] = PeerProcess.WaitPolicy,
            ["batch"] = Options.Batch,
            ["rounds"] = Options.Rounds,
            ["steps"] = Options.Steps,
            ["load"] = Load,
            ["commit"] = RunEnvironment.Commit,
            ["peers"] =
                new JsonArray(
                    [.. means.Select(
                        m => new JsonObject { ["engine"] = m.Side.Engine, ["peer"] = m.Side.Peer.Name, ["ratio"] = m.Ratio.ToJson() })]),
            ["cases"] = new JsonArray([.. Cases.SelectMany(c => c.ToJson())]),
        }.ToJsonString(Line);
    }

    /// <summary>Each peer with its geometric mean over widths.</summary>
    IEnumerable<(int Index, SideResult Side, Ratio Ratio)> Means() =>
        Enumerable.Range(1, Cases[0].Sides.Count - 1)
            .Select(i => (i, Cases[0].Sides[i], Ratio.Mean([.. Cases.Select(c => c.RatioTo(c.Sides[i]))])));

    static JsonObject Summary(IEnumerable<SideResult> sides)
    {
        var list = sides.ToList();
        return new JsonObject
        {
            ["engine"] = list[0].Engine,
            ["steps_per_s"] = Math.Round(Ratio.GeometricMean(list.Select(s => s.StepsPerSecond)), 3),
            ["peak_mib"] = list.Max(s => s.PeakMiB),
        };
    }
}
