using System.Text.Json.Nodes;

namespace Reining.Bench.Attacks;

/// <summary>What one side found, and in what time.</summary>
/// <param name="Engine">Software and version.</param>
/// <param name="Threads">Of its process.</param>
/// <param name="Standing">Share of images that stand within each budget.</param>
/// <param name="Median">Median distance; negative where there is none.</param>
/// <param name="Evaluations">Images that went through the net.</param>
/// <param name="Seconds">Of each round.</param>
/// <param name="PeakMiB">Largest resident memory of its process.</param>
public sealed record AttackSide(
    string Engine, int Threads, IReadOnlyList<double> Standing, double Median, double Evaluations, IReadOnlyList<double> Seconds,
    long? PeakMiB)
{
    public JsonObject ToJson() => new()
    {
        ["engine"] = Engine,
        ["threads"] = Threads,
        ["standing"] = new JsonArray([.. Standing.Select(s => (JsonNode)Math.Round(s, 5))]),
        ["median"] = Median < 0 ? null : Math.Round(Median, 5),
        ["evaluations"] = Evaluations,
        ["seconds"] = new JsonArray([.. Seconds.Select(s => (JsonNode)Math.Round(s, 4))]),
        ["peak_mib"] = PeakMiB,
    };
}
