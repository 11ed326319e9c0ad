using System.Text.Json.Nodes;
using Reining.Numerics;

namespace Reining.Bench;

/// <summary>How much faster we are than a peer, with the spread over rounds: above 1 we are faster.</summary>
public sealed record Ratio(double Median, double Min, double Max)
{
    /// <summary>Time theirs / ours of each round: what slows a whole round down cancels.</summary>
    public static Ratio Of(IReadOnlyList<double> ours, IReadOnlyList<double> theirs)
    {
        double[] ratios = [.. ours.Zip(theirs, (o, t) => t / o)];
        return new Ratio(Statistics.Median(ratios), ratios.Min(), ratios.Max());
    }

    /// <summary>Geometric mean of each of the three numbers.</summary>
    public static Ratio Mean(IReadOnlyList<Ratio> ratios) => new(
        GeometricMean(ratios.Select(r => r.Median)), GeometricMean(ratios.Select(r => r.Min)), GeometricMean(ratios.Select(r => r.Max)));

    public static double GeometricMean(IEnumerable<double> values) => Math.Exp(values.Average(Math.Log));

    public JsonObject ToJson() => new() { ["median"] = Math.Round(Median, 4), ["min"] = Math.Round(Min, 4), ["max"] = Math.Round(Max, 4) };

    public override string ToString() => FormattableString.Invariant($"{Median:0.00} ({Min:0.00}–{Max:0.00})");
}
