namespace Reining.Chapters;

/// <summary>A claim, judged, as it stands in <c>out/claims.json</c>.</summary>
/// <param name="Id">Chapter and identifier.</param>
/// <param name="Statement">What is claimed.</param>
/// <param name="Source">Fact sheet and section.</param>
public sealed record ClaimResult(string Id, string Statement, string Source)
{
    /// <summary>Margins in words.</summary>
    public string Margins { get; init; } = "";

    /// <summary>The verdict, premises and parts included.</summary>
    public Verdict Verdict { get; init; } = Verdict.NotTestableHere;

    /// <summary>The verdict of its own numbers.</summary>
    public Verdict OwnVerdict { get; init; } = Verdict.NotTestableHere;

    /// <summary>The numbers that decided, in a sentence.</summary>
    public string Why { get; init; } = "";

    /// <summary>Claims that it rests on.</summary>
    public IReadOnlyList<string> Premises { get; init; } = [];

    /// <summary>Claims that it consists of.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>Seeds that were measured whole.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [];

    /// <summary>The comparisons, judged.</summary>
    public IReadOnlyList<ComparisonResult> Comparisons { get; init; } = [];

    /// <summary>What measured it; null if nothing did.</summary>
    public Provenance? Provenance { get; init; }

    /// <summary>The same with judged comparisons.</summary>
    internal ClaimResult With(IReadOnlyList<ulong> seeds, IReadOnlyList<ComparisonResult> comparisons)
    {
        var verdict = seeds.Count == 1 && comparisons.Any(c => c.Verdict == Verdict.Undecided)
            ? Verdict.Undecided
            : VerdictWords.All([.. comparisons.Select(c => c.Verdict)]);
        return this with
        {
            Seeds = seeds,
            Comparisons = comparisons,
            OwnVerdict = verdict,
            Verdict = verdict,
            Why = Reason(verdict, seeds.Count, comparisons)
        };
    }

    static string Reason(Verdict verdict, int seeds, IReadOnlyList<ComparisonResult> comparisons)
    {
        if (seeds == 1 && verdict == Verdict.Undecided)
        {
            var holding = comparisons.Count(c => c.FirstLook);
            var against = comparisons.FirstOrDefault(c => !c.FirstLook);
            var look = (comparisons.Count, against) switch
            {
                (1, null) => "its comparison holds",
                (1, _) => "its comparison does not hold",
                (var all, _) => $"{holding} of {all} comparisons {(holding == 1 ? "holds" : "hold")}{(against is null ? "" : "; not")}",
            };
            return $"one seed: first look: {look}{(against is null ? "" : $": {against.Numbers}")}";
        }
        var shown = comparisons.Where(c => c.Verdict == verdict).ToList();
        var count = (verdict, comparisons.Count) switch
        {
            (Verdict.Holds, 1) => "its comparison holds",
            (Verdict.Holds, 2) => "both comparisons hold, the closer",
            (Verdict.Holds, var all) => $"all {all} comparisons hold, the closest",
            (Verdict.Fails, 1) => "its comparison fails",
            (Verdict.Fails, var all) => $"{shown.Count} of {all} comparisons {(shown.Count == 1 ? "fails" : "fail")}",
            (_, 1) => "its comparison is undecided",
            (_, var all) => $"{shown.Count} of {all} comparisons {(shown.Count == 1 ? "is" : "are")} undecided",
        };
        var first = shown.MinBy(c => c.Room)!; // of those that hold the closest to its margin, of others the farthest beyond
        return $"{seeds} seed{(seeds == 1 ? "" : "s")}: {count}: {first.Numbers}{Needed(verdict, shown)}";
    }

    static string Needed(Verdict verdict, List<ComparisonResult> undecided)
    {
        if (verdict != Verdict.Undecided)
            return "";
        var needed = undecided.Select(c => c.SeedsThatCouldDecide).ToList();
        return needed.Any(n => n is null) ? "; more than 50 seeds would be needed" : $"; {needed.Max()} seeds could decide";
    }
}
