namespace Reining.Chapters;

/// <summary>A claim of the thesis as a relation between measured numbers, with its computed verdict.</summary>
/// <param name="Id">Identifier in the fact sheet, such as <c>R1</c>.</param>
/// <param name="Text">The relation in words, with its margin.</param>
/// <param name="Source">Fact sheet and section.</param>
/// <param name="Values">Measured numbers by name, one per seed.</param>
/// <param name="Verdict">Computed from the values.</param>
/// <param name="Why">The numbers that decided, in a sentence.</param>
public sealed record Claim(string Id, string Text, string Source, IReadOnlyDictionary<string, double[]> Values, Verdict Verdict, string Why)
{
    /// <summary>The verdict in words: <c>holds</c>, <c>fails</c>, <c>not testable here</c>.</summary>
    public string VerdictText => Verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.Fails => "fails",
        _ => "not testable here",
    };
}
