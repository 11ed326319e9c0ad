namespace Reining.Chapters;

/// <summary>Verdicts in words, and of several parts together.</summary>
public static class VerdictWords
{
    /// <summary>The verdict in words: <c>holds</c>, <c>fails</c>, <c>undecided</c>, <c>premise failed</c>,
    /// <c>not testable here</c>.</summary>
    public static string Words(this Verdict verdict) => verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.Fails => "fails",
        Verdict.Undecided => "undecided",
        Verdict.PremiseFailed => "premise failed",
        _ => "not testable here",
    };

    /// <summary>A conjunction holds if all parts hold, fails if one fails, and else is undecided.</summary>
    /// <param name="parts">At least one.</param>
    public static Verdict All(IReadOnlyCollection<Verdict> parts) =>
        parts.Any(p => p is Verdict.Fails or Verdict.PremiseFailed) ? Verdict.Fails
        : parts.All(p => p == Verdict.Holds) ? Verdict.Holds
        : parts.All(p => p == Verdict.NotTestableHere) ? Verdict.NotTestableHere
        : Verdict.Undecided;
}
