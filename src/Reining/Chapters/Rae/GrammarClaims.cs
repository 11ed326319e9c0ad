using Reining.Numerics;

namespace Reining.Chapters.Rae;

/// <summary>The relations of rae.md on structured data, computed on medians over seeds.</summary>
public static class GrammarClaims
{
    const double AlmostAll = 0.95;
    const double CloseTo = 0.15;

    /// <summary>Both relations.</summary>
    /// <param name="measurements">Of any models and seeds; what is missing makes a relation not testable.</param>
    public static IReadOnlyList<Claim> Of(IReadOnlyCollection<GrammarMeasurement> measurements) =>
    [
        Expressions(measurements),
        new Claim("C7", "On molecules, GRAE raises the fraction of valid strings over the Grammar VAE's (72 % against 28 %)", "rae.md §7.3", new Dictionary<string, double[]>(),
            Verdict.NotTestableHere, "validity and score of a molecule need a chemistry toolkit (RDKit in the original), which .NET packages do not offer here"),
    ];

    static Claim Expressions(IReadOnlyCollection<GrammarMeasurement> measurements)
    {
        const string Id = "R15", Source = "rae.md §9";
        const string Text = "Nearly everything that GRAE and GVAE decode is valid (≥ 0.95), more than of the character VAE; GRAE's mean score is close to GVAE's (within 15 %), and both are below the character VAE's";
        var groups = measurements.GroupBy(m => m.Model).ToDictionary(g => g.Key, g => g.OrderBy(m => m.Seed).ToList());
        var missing = GrammarModel.All.Select(m => m.Name).Except(groups.Keys).ToList();
        if (missing.Count > 0)
            return new Claim(Id, Text, Source, new Dictionary<string, double[]>(), Verdict.NotTestableHere, $"not measured: {string.Join(", ", missing)}");

        double Valid(string model) => Statistics.Median(groups[model].Select(m => m.SearchValid));
        double Score(string model) => Statistics.Median(groups[model].Select(m => m.MeanScore));
        var difference = Math.Abs(Score("GRAE") - Score("GVAE")) / Math.Max(Score("GRAE"), Score("GVAE"));
        (bool Holds, FormattableString Text)[] parts =
        [
            (Valid("GRAE") >= AlmostAll, $"GRAE: valid {Valid("GRAE"):0.000}"),
            (Valid("GVAE") >= AlmostAll, $"GVAE: valid {Valid("GVAE"):0.000}"),
            (Valid("GRAE") > Valid("CVAE"), $"valid GRAE {Valid("GRAE"):0.000} against CVAE {Valid("CVAE"):0.000}"),
            (Valid("GVAE") > Valid("CVAE"), $"valid GVAE {Valid("GVAE"):0.000} against CVAE {Valid("CVAE"):0.000}"),
            (difference <= CloseTo, $"score GRAE {Score("GRAE"):0.00}, GVAE {Score("GVAE"):0.00}, a difference of {difference:P0}"),
            (Score("GRAE") < Score("CVAE"), $"score GRAE {Score("GRAE"):0.00} against CVAE {Score("CVAE"):0.00}"),
            (Score("GVAE") < Score("CVAE"), $"score GVAE {Score("GVAE"):0.00} against CVAE {Score("CVAE"):0.00}"),
        ];
        var failing = parts.Where(p => !p.Holds).ToList();
        var shown = failing.Count == 0 ? parts : [.. failing];
        var seeds = groups.Values.Min(g => g.Count);
        var why = $"{(failing.Count == 0 ? $"all {parts.Length} comparisons hold" : $"{failing.Count} of {parts.Length} comparisons fail")}: " +
            $"{string.Join("; ", shown.Select(p => FormattableString.Invariant(p.Text)))} ({(seeds == 1 ? "one seed" : $"medians of {seeds} seeds")})";
        return new Claim(Id, Text, Source, Values(groups), failing.Count == 0 ? Verdict.Holds : Verdict.Fails, why);
    }

    static Dictionary<string, double[]> Values(Dictionary<string, List<GrammarMeasurement>> groups) =>
        groups.SelectMany(g => Columns.Select(c => ($"{g.Key} {c.Name}", g.Value.Select(c.Get).ToArray()))).ToDictionary(p => p.Item1, p => p.Item2);

    static readonly (string Name, Func<GrammarMeasurement, double> Get)[] Columns =
    [
        ("search_valid", m => m.SearchValid), ("mean_score", m => m.MeanScore), ("best_score", m => m.BestScores.Count > 0 ? m.BestScores[0] : double.NaN),
        ("prior_valid", m => m.PriorValid), ("gaussian_valid", m => m.GaussianValid), ("reconstructed", m => m.Reconstructed),
        ("prediction_error", m => m.PredictionError), ("best_of_data", m => m.BestOfData),
    ];
}
