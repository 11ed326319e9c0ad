using System.Text.Json.Nodes;
using Reining.Numerics;

namespace Reining.Bench.Kernels;

/// <summary>One measure of both kernels, a value per round.</summary>
/// <param name="Measure">What was measured.</param>
/// <param name="Ours">Our values.</param>
/// <param name="Theirs">The peer's; null where it has no such thing.</param>
public sealed record KernelResult(KernelMeasure Measure, IReadOnlyList<double> Ours, IReadOnlyList<double>? Theirs)
{
    /// <summary>Theirs over ours within each round: above 1 we are faster, or smaller.</summary>
    public Ratio? Ratio => Theirs is null ? null : Bench.Ratio.Of(Ours, Theirs);

    /// <summary>Whether the median keeps the target; null without one.</summary>
    public bool? Met => Measure.Target is { } target ? Statistics.Median(Ours) <= target : null;

    public JsonObject ToJson() => new()
    {
        ["name"] = Measure.Name,
        ["what"] = Measure.What,
        ["unit"] = Measure.Unit,
        ["ratio"] = Ratio?.ToJson(),
        ["ours"] = Spread(Ours),
        ["theirs"] = Theirs is null ? null : Spread(Theirs),
        ["target"] = Measure.Target,
        ["met"] = Met,
    };

    static JsonObject Spread(IReadOnlyList<double> values) => new Ratio(Statistics.Median(values), values.Min(), values.Max()).ToJson();
}
