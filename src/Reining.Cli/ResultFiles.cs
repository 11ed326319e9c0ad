using Reining.Chapters;

namespace Reining.Cli;

/// <summary>What a run leaves for people: tables, figures, claims.</summary>
static class ResultFiles
{
    /// <summary>The claims of all chapters in an output folder.</summary>
    public static string ClaimsFile(string folder) => Path.Combine(folder, "claims.json");

    /// <summary>Writes and prints results; claims of other parts stay as they are.</summary>
    /// <param name="folder">Output folder.</param>
    /// <param name="results">What was run.</param>
    /// <param name="chapters">All chapters: claims that consist of others are judged anew.</param>
    /// <param name="write">Where tables and verdicts are printed.</param>
    public static ClaimReport Write(
        string folder, IReadOnlyList<ChapterResult> results, IReadOnlyList<Chapter> chapters, Action<string> write)
    {
        foreach (var result in results)
            result.Save(folder);
        foreach (var (_, table) in results.SelectMany(r => r.Parts).Where(p => p.IsWhole).SelectMany(p => p.Part.Tables(p).Take(1)))
            write($"\n{table}");
        // Of a part that was run for one claim only those are news whose numbers are there.
        var judged = results.SelectMany(r => r.Parts).SelectMany(p => p.Claims.Where(c => p.IsWhole || c.Seeds.Count > 0)).ToList();
        var statements = chapters.SelectMany(c => c.Claims).Where(c => c.Parts.Count > 0).Select(c => c.Judge([]));
        // Claims of parts that are run only by name say so until they are.
        var known = ClaimReport.Load(ClaimsFile(folder)).Claims.Concat(judged).Select(c => c.Id).ToHashSet();
        var apart = results.SelectMany(r => r.Chapter.Parts).Where(p => p.IsApart).SelectMany(p => p.Claims)
            .Where(c => !known.Contains(c.Id)).Select(c => c.Judge([]));
        var report = ClaimReport.Merge(ClaimsFile(folder), judged.Where(c => c.Parts.Count == 0).Concat(apart).Concat(statements));
        report.Table().Save(Path.Combine(folder, "claims.md"));
        write("");
        foreach (var claim in report.Claims.Where(c => judged.Any(j => j.Id == c.Id)))
            write($"{claim.Id} {claim.Verdict.Words()}: {claim.Statement}.\n   {claim.Why}");
        return report;
    }
}
