using System.Text;
using System.Text.Json.Nodes;
using Reining.Training;

namespace Reining.Bench;

/// <summary>Profiles as text and as JSON.</summary>
public static class ProfileReport
{
    public static string Text(Profile profile, BenchOptions options)
    {
        var text = new StringBuilder();
        text.AppendLine($"width {profile.Case.Width}: {profile.Case.Shapes}; {RunEnvironment.Device}, {options.Threads} threads");
        text.AppendLine($"  {"ms",8} {"share",6} {"floor ms",9} {"of floor",9}");
        foreach (var part in profile.Parts)
            Line(part.Name, part.Ms, profile.FloorOf(part));
        text.AppendLine("  by group");
        foreach (var group in profile.Parts.GroupBy(p => p.Group).OrderByDescending(g => g.Sum(p => p.Ms)))
            Line(group.Key, group.Sum(p => p.Ms), group.Sum(profile.FloorOf));
        Line("rest: what the parts, timed alone, do not add up to", profile.RestMs, 0);
        Line(
            $"whole step; floor: its products at {profile.Peak.Gflops:0} GFLOP/s (measured here: " +
            $"matrix product {profile.Peak.Product:0}, convolution {profile.Peak.Convolution:0})", profile.StepMs, profile.FloorMs);
        return text.ToString();

        void Line(string name, double ms, double floor) =>
            text.AppendLine(
                $"  {ms,8:0.00} {ms / profile.StepMs,6:0.0%} {(floor > 0 ? $"{floor:0.00}" : "–"),9} " +
                $"{(floor > 0 ? $"{ms / floor:0.0}×" : ""),9}  {name}");
    }

    public static string Json(IBench bench, BenchOptions options, IEnumerable<Profile> profiles) => new JsonObject
    {
        ["bench"] = bench.Name,
        ["profile"] = new JsonArray([.. profiles.Select(p => p.ToJson())]),
        ["device"] = RunEnvironment.Device,
        ["threads"] = options.Threads,
        ["precision"] = "fp32",
        ["commit"] = RunEnvironment.Commit,
    }.ToJsonString(Report.Line);
}
