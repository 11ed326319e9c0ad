using System.Text.Json.Nodes;
using Reining.Numerics;

namespace Reining.Bench.Attacks;

/// <summary>One attack on one net by all sides; ours is the first.</summary>
/// <param name="Net">Which net.</param>
/// <param name="Attack">Which attack.</param>
/// <param name="Epsilons">Its budgets.</param>
/// <param name="Tolerance">Points by which shares of standing images may differ.</param>
/// <param name="Sides">Ours and the peers'.</param>
public sealed record AttackComparison(
    string Net, string Attack, IReadOnlyList<double> Epsilons, double Tolerance, IReadOnlyList<AttackSide> Sides)
{
    public AttackSide Ours => Sides[0];

    public IEnumerable<AttackSide> Theirs => Sides.Skip(1);

    /// <summary>The peer that takes least time.</summary>
    public AttackSide? Fastest => Theirs.MinBy(s => Statistics.Median(s.Seconds));

    /// <summary>Largest difference of standing images, in points.</summary>
    public double Deviation => Theirs
        .SelectMany(s => s.Standing.Zip(Ours.Standing, (a, b) => 100 * Math.Abs(a - b)))
        .DefaultIfEmpty()
        .Max();

    /// <summary>Largest difference of median distances, over ours; 0 where there are none.</summary>
    public double MedianDeviation => Ours.Median < 0 ? 0
        : Theirs.Select(s => Math.Abs(s.Median - Ours.Median) / Ours.Median).DefaultIfEmpty().Max();

    /// <summary>Whether they find the same: points, or 5 % of the median distance where chance has a part.</summary>
    public bool Agree => Deviation <= Tolerance + 1e-9 || (Tolerance > 1 && Ours.Median >= 0 && MedianDeviation <= 0.05);

    /// <summary>Their time over ours.</summary>
    public Ratio? Ratio => Fastest is null ? null : Reining.Bench.Ratio.Of(Ours.Seconds, Fastest.Seconds);

    /// <summary>The same for each image that went through the net.</summary>
    public double? RatioOfEvaluations => Fastest is { } f ? Ratio!.Median * Ours.Evaluations / f.Evaluations : null;

    public JsonObject ToJson() => new()
    {
        ["net"] = Net,
        ["attack"] = Attack,
        ["epsilons"] = new JsonArray([.. Epsilons.Select(e => (JsonNode)e)]),
        ["tolerance_points"] = Tolerance,
        ["deviation_points"] = Math.Round(Deviation, 3),
        ["median_deviation"] = Math.Round(MedianDeviation, 4),
        ["agree"] = Agree,
        ["ratio"] = Ratio?.ToJson(),
        ["ratio_per_evaluation"] = RatioOfEvaluations is { } r ? Math.Round(r, 4) : null,
        ["sides"] = new JsonArray([.. Sides.Select(s => s.ToJson())]),
    };
}
