using System.Globalization;
using System.Text;
using Reining.Chapters;
using Reining.Torch;

namespace Reining.Cli;

/// <summary>What a run leaves for people: tables, figures, claims.</summary>
static class ResultFiles
{
    /// <summary>The claims of all chapters in an output folder.</summary>
    public static string ClaimsFile(string folder) => Path.Combine(folder, "claims.json");

    /// <summary>Writes all tables and figures of parts beside their file of measurements: NAME.tables.md and NAME/*.png.</summary>
    /// <param name="runs">The parts.</param>
    /// <param name="file">The file of measurements.</param>
    /// <exception cref="ArgumentException">Some of their measurements are not in the file.</exception>
    public static void WritePage(IReadOnlyList<PartRun> runs, string file)
    {
        var (name, page) = (Path.GetFileNameWithoutExtension(file), new StringBuilder());
        page.Append(CultureInfo.InvariantCulture, $"# Tables and figures\n\nMade by: {runs[0].Provenance}.\n");
        foreach (var run in runs)
        {
            try
            {
                Append(run);
            }
            catch (MissingMeasurementException e)
            {
                throw new ArgumentException($"claims --tables: '{file}' lacks a measurement for {run.Part.Contents}. {e.Message}", e);
            }
        }
        AtomicFile.WriteText(Path.ChangeExtension(file, ".tables.md"), page.ToString());

        void Append(PartRun run)
        {
            foreach (var (picture, figure) in run.Part.Figures(run))
            {
                figure.Save(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, name, $"{picture}.png"));
                page.Append(CultureInfo.InvariantCulture, $"\n## {figure.Title}\n\n![{figure.AltText}]({name}/{picture}.png)\n");
            }
            foreach (var (_, table) in run.Part.Tables(run))
                page.Append(CultureInfo.InvariantCulture, $"\n## {table.Title}\n\n{table.ToMarkdown()}\n");
        }
    }

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
        var apart = results.SelectMany(r => r.Chapter.Parts).Where(p => p.IsApart).SelectMany(p => p.Claims).Select(c => c.Judge([]));
        var report = ClaimReport.Merge(ClaimsFile(folder), judged.Where(c => c.Parts.Count == 0).Concat(statements), [.. apart]);
        report.Table().Save(Path.Combine(folder, "claims.md"));
        write("");
        foreach (var claim in report.Claims.Where(c => judged.Any(j => j.Id == c.Id)))
            write($"{claim.Id} {claim.Verdict.Words()}: {claim.Statement}.\n   {claim.Why}");
        return report;
    }
}
