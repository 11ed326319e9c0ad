namespace Reining.Chapters.Autoencoders.Expressions;

/// <summary>The chapter's part on structured data: autoencoders of arithmetic expressions, and a search among their codes.</summary>
public static class GrammarPart
{
    internal const string Name = "rae-grammar";

    /// <summary>The part.</summary>
    public static ChapterPart Part { get; } = new(Name, "the expressions")
    {
        Experiments = request => Grid(GrammarProfile.Profiles.Named(request.Profile), request),
        Claims = GrammarClaims.All,
        Tables = run => new GrammarResults(GrammarProfile.Profiles.Named(run.Request.Profile), run.Measurements).Tables,
        OnlyOnProcessor = "the expressions' nets run in float32 on the processor alone",
    };

    static IReadOnlyList<Experiment> Grid(GrammarProfile profile, RunRequest request) =>
        [.. request.SeedsOf(profile).SelectMany(s => GrammarModel.All.Select(m => new GrammarExperiment(profile, m, s, request.Folder)))];
}
