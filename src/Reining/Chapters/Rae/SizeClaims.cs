using Reining.Numerics;

namespace Reining.Chapters.Rae;

/// <summary>The relations R13 and R14 of rae.md §9: how many components, and how many training digits.</summary>
public static class SizeClaims
{
    const int Usual = RaeEvaluation.Components;
    const string Source = "rae.md §9";

    /// <summary>Marks a measurement of the small-data arm.</summary>
    public const string Few = ", few digits";

    /// <summary>R13, on the sweeps of one model over seeds.</summary>
    public static Claim Components(IReadOnlyList<MixtureSweep> sweeps)
    {
        const string Id = "R13", Text = "Ten components are clearly better than one (distance ≤ 0.9 ×), and many more than ten raise the gap between training and validation log-likelihood";
        if (sweeps.Count == 0 || !sweeps[0].Rows.Any(r => r.Components == 1) || sweeps[0].Rows.Max(r => r.Components) <= Usual)
            return new(Id, Text, Source, new Dictionary<string, double[]>(), Verdict.NotTestableHere, "not measured: a sweep over 1, 10 and more components");
        var most = sweeps[0].Rows.Max(r => r.Components);
        double Median(int components, Func<MixtureSweepRow, double> get) => Statistics.Median(sweeps.Select(s => get(s.Rows.Single(r => r.Components == components))));
        Part[] parts =
        [
            Part.Below("distance with 10", Median(Usual, r => r.Distance), "with 1", Median(1, r => r.Distance), Part.Clearly),
            Part.Below("gap with 10", Median(Usual, r => r.Gap), $"with {most}", Median(most, r => r.Gap)),
        ];
        var values = sweeps[0].Rows.SelectMany(row => new[]
        {
            KeyValuePair.Create($"{sweeps[0].Model}: distance, K = {row.Components}", Of(row.Components, r => r.Distance)),
            KeyValuePair.Create($"{sweeps[0].Model}: gap, K = {row.Components}", Of(row.Components, r => r.Gap)),
        }).ToDictionary();
        double[] Of(int components, Func<MixtureSweepRow, double> get) => [.. sweeps.Select(s => get(s.Rows.Single(r => r.Components == components)))];
        return new(Id, Text, Source, values, parts.All(p => p.Holds) ? Verdict.Holds : Verdict.Fails,
            $"{sweeps[0].Model}: {string.Join("; ", parts.Select(p => p.Text))} ({(sweeps.Count == 1 ? "one seed" : $"medians of {sweeps.Count} seeds")})");
    }

    /// <summary>R14, on measurements with many and (marked by <see cref="Few"/>) with few training digits.</summary>
    public static Claim TrainingDigits(IReadOnlyCollection<RaeMeasurement> measurements)
    {
        string[] models = ["VAE", "RAE"];
        return new Relation("R14", "The mixture's gain over N shrinks with the number of training digits (ratio N / mixture with few ≤ with many)",
            [.. models, .. models.Select(m => m + Few)],
            v => models.Select(m => Part.Below($"{m}: N / mixture with few digits", Gain(m, v[m + Few]), "with many", Gain(m, v[m])))).Judge(measurements);
    }

    static double Gain(string model, RaeMeasurement m) => m.Distance(RaeModel.Named(model).AssumedPrior) / m.Distance(RaeImages.Mixture);
}
