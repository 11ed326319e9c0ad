namespace Reining.Chapters.Rae;

/// <summary>A relation between measurements, judged on medians over seeds; the seeds are judged one by one beside it.</summary>
/// <param name="Id">Identifier in the fact sheet.</param>
/// <param name="Text">The relation in words, with its margin.</param>
/// <param name="Models">What must have been measured.</param>
/// <param name="Parts">The comparisons, given one measurement for each model.</param>
sealed record Relation(string Id, string Text, IReadOnlyList<string> Models, Func<IReadOnlyDictionary<string, RaeMeasurement>, IEnumerable<Part>> Parts)
{
    /// <summary>Fact sheet and section.</summary>
    public string Source { get; init; } = "rae.md §9";

    /// <summary>Kinds of images that must have been measured on all models, beside those that every profile has.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Whether sharpness decides, which then is among the values.</summary>
    public bool OfSharpness { get; init; }

    /// <summary>The relation's verdict, values and reason.</summary>
    /// <param name="measurements">Of any models and seeds.</param>
    public Claim Judge(IReadOnlyCollection<RaeMeasurement> measurements)
    {
        var groups = measurements.Where(m => Models.Contains(m.Model)).GroupBy(m => m.Model)
            .ToDictionary(g => g.Key, g => g.OrderBy(m => m.Seed).ToList());
        var missing = Models.Except(groups.Keys).Concat(Kinds.Where(k => groups.Values.Any(g => !g[0].Has(k)))).ToList();
        if (missing.Count > 0)
            return new Claim(Id, Text, Source, new Dictionary<string, double[]>(), Verdict.NotTestableHere, $"not measured: {string.Join(", ", missing)}");

        var parts = Parts(groups.ToDictionary(g => g.Key, g => RaeMeasurement.Median(g.Value))).ToList();
        var failing = parts.Where(p => !p.Holds).ToList();
        var why = failing.Count == 0
            ? $"all {parts.Count} comparisons hold, for example {parts[0].Text}"
            : $"{failing.Count} of {parts.Count} comparisons fail: {string.Join("; ", failing.Select(p => p.Text))}";
        return new Claim(Id, Text, Source, Values(groups), failing.Count == 0 ? Verdict.Holds : Verdict.Fails, $"{why} ({OverSeeds(groups)})");
    }

    string OverSeeds(Dictionary<string, List<RaeMeasurement>> groups)
    {
        var seeds = groups.Values.Select(g => g.Select(m => m.Seed)).Aggregate((a, b) => a.Intersect(b)).ToList();
        if (seeds.Count == 1)
            return "one seed";
        var holding = seeds.Count(seed => Parts(groups.ToDictionary(g => g.Key, g => g.Value.Single(m => m.Seed == seed))).All(p => p.Holds));
        return $"medians of {seeds.Count} seeds; holds whole in {holding} of them";
    }

    Dictionary<string, double[]> Values(Dictionary<string, List<RaeMeasurement>> groups) => groups
        .SelectMany(g => g.Value[0].Images.Keys.Select(k => ($"{g.Key}: {k}", g.Value.Select(m => m.Distance(k)).ToArray()))
            .Concat(g.Value[0].Images.Keys.Where(_ => OfSharpness).Select(k => ($"{g.Key}: {k}, sharpness", g.Value.Select(m => m.Images[k].Sharpness).ToArray())))
            .Append(($"{g.Key}: squared error", g.Value.Select(m => m.SquaredError).ToArray())))
        .ToDictionary(v => v.Item1, v => v.Item2);
}
