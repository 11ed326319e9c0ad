using System.Text.Json.Nodes;
using Reining.Numerics;

namespace Reining.Bench.Kernels;

/// <summary>One measure of all kernels, a value per round.</summary>
/// <param name="Measure">What was measured.</param>
/// <param name="Ours">Our values.</param>
/// <param name="Peers">The peers' by name; one that has no such thing is missing.</param>
public sealed record KernelResult(
    KernelMeasure Measure, IReadOnlyList<double> Ours, IReadOnlyDictionary<string, IReadOnlyList<double>> Peers)
{
    /// <summary>A peer's over ours within each round: above 1 we are faster, or smaller. Null where it has no such thing.</summary>
    public Ratio? RatioTo(string peer) => Peers.TryGetValue(peer, out var theirs) ? Ratio.Of(Ours, theirs) : null;

    /// <summary>Whether the median keeps the target; null without one.</summary>
    public bool? Met => Measure.Target is { } target ? Statistics.Median(Ours) <= target : null;

    public JsonObject ToJson() => new()
    {
        ["name"] = Measure.Name,
        ["what"] = Measure.What,
        ["unit"] = Measure.Unit,
        ["ours"] = Spread(Ours),
        ["peers"] = new JsonObject(Peers.Select(peer => KeyValuePair.Create(peer.Key, (JsonNode?)new JsonObject
        {
            ["ratio"] = RatioTo(peer.Key)!.ToJson(),
            ["theirs"] = Spread(peer.Value)
        }))),
        ["target"] = Measure.Target,
        ["met"] = Met,
    };

    static JsonObject Spread(IReadOnlyList<double> values) => new Ratio(Statistics.Median(values), values.Min(), values.Max()).ToJson();
}
