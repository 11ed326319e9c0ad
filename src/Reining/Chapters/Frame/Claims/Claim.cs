namespace Reining.Chapters;

/// <summary>
/// A claim of the thesis as a relation between measured numbers: comparisons with margins, all of which must hold. Margins are stated
/// before anything is measured.
/// </summary>
/// <param name="Id">Chapter and identifier in the fact sheet, such as <c>rae/R1</c>.</param>
/// <param name="Statement">What is claimed, in words, without its margins.</param>
/// <param name="Source">Fact sheet and section.</param>
public sealed record Claim(string Id, string Statement, string Source)
{
    /// <summary>The comparisons.</summary>
    public IReadOnlyList<Comparison> Comparisons { get; init; } = [];

    /// <summary>Claims that it rests on: if one of them fails, its own numbers mean nothing.</summary>
    public IReadOnlyList<string> Premises { get; init; } = [];

    /// <summary>Claims that it consists of: it is their conjunction and has no comparisons of its own.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>Why it cannot be tested here at all; null if it can.</summary>
    public string? NotTestable { get; init; }

    /// <summary>What a machine must have for its experiments, told where they were not run; null for nothing.</summary>
    public string? Prerequisite { get; init; }

    /// <summary>The margins in words, the most frequent first, such as <c>ratio ≤ 0.9 (7 comparisons)</c>.</summary>
    public string Margins
    {
        get
        {
            var groups = Comparisons.Where(c => !c.IsExact).GroupBy(c => c.Margin.Bounds).OrderByDescending(g => g.Count()).ToList();
            return groups.Count == 1 ? groups[0].Key : string.Join("; ", groups.Select(g => $"{g.Key} ({g.Count()})"));
        }
    }

    /// <summary>The experiments that its comparisons read.</summary>
    public IReadOnlyCollection<MeasurementName> Needs() =>
        SeedView.AskedBy(Comparisons.SelectMany(c => new[] { c.LeftValue, c.RightValue }));

    /// <summary>The verdict of its own numbers; premises and parts count in <see cref="ClaimReport.Settled"/>.</summary>
    /// <param name="measurements">Of any models and seeds.</param>
    public ClaimResult Judge(IReadOnlyCollection<Measurement> measurements)
    {
        var result = new ClaimResult(Id, Statement, Source) { Premises = Premises, Parts = Parts, Margins = Margins };
        if (NotTestable is not null)
            return result with { Why = NotTestable };
        if (Parts.Count > 0)
            return result with { Why = "not measured yet" };
        var seeds = measurements.Select(m => m.Seed).Distinct().Order().ToList();
        var missing = seeds.ToDictionary(s => s, s => MissingIn(new SeedView(s, measurements)));
        var whole = seeds.Where(s => missing[s] is null).ToList();
        if (whole.Count == 0)
        {
            var why = seeds.Count == 0 ? "not measured yet" : $"not measured yet: {missing[seeds[0]]}";
            return result with { Why = Prerequisite is null ? why : $"{why}; {Prerequisite}" };
        }
        var views = whole.Select(s => new SeedView(s, measurements)).ToList();
        return result.With(whole, [.. Comparisons.Select(c => c.Judge(views))]);
    }

    string? MissingIn(SeedView view)
    {
        try
        {
            foreach (var comparison in Comparisons)
            {
                comparison.LeftValue(view);
                comparison.RightValue(view);
            }
            return null;
        }
        catch (MissingMeasurementException e)
        {
            return e.Missing;
        }
    }
}
