using Reining.Chapters;

namespace Reining.Tests.Chapters.Frame;

/// <summary>Measurements of one number of a few models, made by hand, and comparisons of them.</summary>
static class World
{
    const string Key = "x";

    /// <summary>A model's numbers, one a seed from 1.</summary>
    public static IReadOnlyList<Measurement> Of(string model, params double[] values) =>
        [.. values.Select((v, i) => new Measurement(model, (ulong)i + 1) { Numbers = new Dictionary<string, double> { [Key] = v } })];

    /// <summary>The number of a model.</summary>
    public static double X(this SeedView view, string model) => view[model][Key];

    /// <summary>A model against another.</summary>
    public static Comparison Compare(string left, string right, Margin margin) => new(left, v => v.X(left), right, v => v.X(right), margin);

    /// <summary>A model against a bound.</summary>
    public static Comparison Compare(string left, double right, Margin margin) => Comparison.With(left, v => v.X(left), right, margin);

    /// <summary>A claim that a model's number is at most 1.</summary>
    public static Claim AtMostOne(string id, string model) =>
        new(id, $"{model} is at most 1", "rae.md §0") { Comparisons = [Compare(model, 1, Margin.AtMost())] };

    /// <summary>The verdict over all seeds of the measurements.</summary>
    public static ComparisonResult Over(this Comparison comparison, params IReadOnlyList<Measurement>[] measurements)
    {
        var all = measurements.SelectMany(m => m).ToList();
        return comparison.Judge([.. all.Select(m => m.Seed).Distinct().Order().Select(s => new SeedView(s, all))]);
    }
}
