namespace Reining.Chapters.Rae;

/// <summary>The relations of rae.md §9 that this chapter measures so far, computed on medians over seeds.</summary>
public static class RaeClaims
{
    const double ClearlyBelow = 0.9;
    const double CloseTo = 0.15;
    const double NoWinner = 1.5;

    static readonly string[] Regularized = ["RAE", "RAE-L2", "RAE-GP", "RAE-SN"];
    static readonly string[] Deterministic = ["AE", .. Regularized];
    static readonly string[] All = ["VAE", .. Deterministic];

    /// <summary>All relations.</summary>
    /// <param name="measurements">Of any models and seeds; what is missing makes a relation not testable.</param>
    public static IReadOnlyList<Claim> Of(IReadOnlyCollection<RaeMeasurement> measurements) =>
    [
        Relation("R1", "Samples of a mixture fitted after training are closer to the data than the thesis's N samples, for every model (mixture ≤ 0.9 × N; for the VAE ≤ 1.0 × N)",
            measurements, All, v => All.Select(m => Below($"{m}: mixture", v[m].Mixture, "N", v[m].AssumedPrior, m == "VAE" ? 1 : ClearlyBelow))),
        Relation("R3", "Every deterministic model with the mixture is closer than the VAE with the mixture and than the VAE with N(0, I)",
            measurements, All, v => Deterministic.SelectMany(m => new[]
            {
                Below($"{m}: mixture", v[m].Mixture, "VAE mixture", v["VAE"].Mixture, 1),
                Below($"{m}: mixture", v[m].Mixture, "VAE N(0, I)", v["VAE"].StandardNormal, 1),
            })),
        Relation("R4", "A penalty on the codes makes a single Gaussian a better prior: N of the RAE ≤ 0.9 × N of the AE (Gaussians with their means)",
            measurements, ["RAE", "AE"], v => [Below("RAE: N", v["RAE"].AssumedPrior, "AE N", v["AE"].AssumedPrior, ClearlyBelow)]),
        Relation("R5", "With the mixture the penalty hardly matters: RAE and AE differ by at most 15 %",
            measurements, ["RAE", "AE"], v => [Within(v["RAE"].Mixture, v["AE"].Mixture)]),
        Relation("R6", "No regularizer wins: with the mixture RAE, RAE-L2, RAE-GP and RAE-SN lie within a factor 1.5",
            measurements, Regularized, v => [Spread(Regularized.Select(m => (m, v[m].Mixture)))]),
        Relation("R7", "Deterministic models reconstruct better than the VAE (Fréchet distance and squared error)",
            measurements, All, v => Deterministic.SelectMany(m => new[]
            {
                Below($"{m}: reconstruction", v[m].Reconstruction, "VAE", v["VAE"].Reconstruction, 1),
                Below($"{m}: squared error", v[m].SquaredError, "VAE", v["VAE"].SquaredError, 1),
            })),
        Relation("R8", "Interpolated digits are closer to the data than N samples, for every model",
            measurements, All, v => All.Select(m => Below($"{m}: interpolation", v[m].Interpolation, "N", v[m].AssumedPrior, 1))),
    ];

    readonly record struct Part(bool Holds, string Text);

    static Claim Relation(
        string id, string text, IReadOnlyCollection<RaeMeasurement> measurements, string[] models, Func<IReadOnlyDictionary<string, RaeMeasurement>, IEnumerable<Part>> parts)
    {
        const string Source = "rae.md §9";
        var groups = measurements.Where(m => models.Contains(m.Model)).GroupBy(m => m.Model).ToDictionary(g => g.Key, g => g.OrderBy(m => m.Seed).ToList());
        var missing = models.Except(groups.Keys).ToList();
        if (missing.Count > 0)
            return new Claim(id, text, Source, new Dictionary<string, double[]>(), Verdict.NotTestableHere, $"not measured: {string.Join(", ", missing)}");

        var checkedParts = parts(groups.ToDictionary(g => g.Key, g => Median(g.Value))).ToList();
        var failing = checkedParts.Where(p => !p.Holds).ToList();
        var seeds = groups.Values.Min(g => g.Count);
        var why = failing.Count == 0
            ? $"all {checkedParts.Count} comparisons hold, for example {checkedParts[0].Text}"
            : $"{failing.Count} of {checkedParts.Count} comparisons fail: {string.Join("; ", failing.Select(p => p.Text))}";
        return new Claim(id, text, Source, Values(groups), failing.Count == 0 ? Verdict.Holds : Verdict.Fails, seeds == 1 ? $"{why} (one seed)" : $"{why} (medians of {seeds} seeds)");
    }

    static Dictionary<string, double[]> Values(Dictionary<string, List<RaeMeasurement>> groups) =>
        groups.SelectMany(g => Columns.Select(c => ($"{g.Key} {c.Name}", g.Value.Select(c.Get).ToArray()))).ToDictionary(p => p.Item1, p => p.Item2);

    static readonly (string Name, Func<RaeMeasurement, double> Get)[] Columns =
    [
        ("reconstruction", m => m.Reconstruction), ("standard_normal", m => m.StandardNormal), ("gaussian", m => m.Gaussian),
        ("mixture", m => m.Mixture), ("interpolation", m => m.Interpolation), ("squared_error", m => m.SquaredError),
    ];

    static RaeMeasurement Median(List<RaeMeasurement> seeds)
    {
        double Of(Func<RaeMeasurement, double> get) => Statistics.Median(seeds.Select(get));
        return seeds[0] with
        {
            Reconstruction = Of(m => m.Reconstruction),
            StandardNormal = Of(m => m.StandardNormal),
            Gaussian = Of(m => m.Gaussian),
            Mixture = Of(m => m.Mixture),
            Interpolation = Of(m => m.Interpolation),
            SquaredError = Of(m => m.SquaredError),
        };
    }

    static Part Below(string what, double value, string than, double bound, double factor) => new(
        value <= factor * bound, FormattableString.Invariant($"{what} {value:0.00} against {than} {bound:0.00}") + (factor == 1 ? "" : FormattableString.Invariant($" × {factor}")));

    static Part Within(double a, double b) => new(
        Math.Abs(a - b) <= CloseTo * Math.Max(a, b), FormattableString.Invariant($"RAE {a:0.00}, AE {b:0.00}, a difference of {Math.Abs(a - b) / Math.Max(a, b):P0}"));

    static Part Spread(IEnumerable<(string Model, double Value)> values)
    {
        var sorted = values.OrderBy(v => v.Value).ToList();
        var ratio = sorted[^1].Value / sorted[0].Value;
        return new(ratio <= NoWinner, FormattableString.Invariant($"{sorted[0].Model} {sorted[0].Value:0.00} to {sorted[^1].Model} {sorted[^1].Value:0.00}, a factor of {ratio:0.00}"));
    }
}
