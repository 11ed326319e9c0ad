using System.CommandLine;
using Reining.Chapters;

namespace Reining.Cli;

/// <summary>The command <c>claims</c>: what was judged, with the numbers, intervals and margins that decided.</summary>
static class ClaimsCommand
{
    public static Command Create(IReadOnlyList<Chapter> chapters)
    {
        var id = new Argument<string?>("id")
        {
            Description = $"A claim, such as {chapters.SelectMany(c => c.Claims).First().Id}, or a chapter; all if left out.",
            Arity = ArgumentArity.ZeroOrOne
        };
        var folder = new Option<string>("--out", "-o") { Description = "Output folder of the runs.", DefaultValueFactory = _ => "out" };
        var judge = new Option<string?>("--judge")
        {
            Description = "Judge a file of measurements anew, write the verdicts into it, and a table of them beside it.",
            HelpName = "file.json",
        };
        var add = new Option<string[]>("--add")
        {
            Description = "With --judge: measurements of further runs, such as of other seeds, that go into the file first.",
            HelpName = "file.json",
        };
        var tables = new Option<bool>("--tables")
        {
            Description = "With --judge: write all tables and figures beside the file too, as NAME.tables.md.",
        };
        var command =
            new Command("claims", "Print claims with numbers, intervals, margins and verdicts.") { id, folder, judge, add, tables };
        command.SetAction(result =>
        {
            var asked = result.GetValue(id);
            var all = result.GetValue(judge) is { } file
                ? Judge(file, result.GetValue(add) ?? [], chapters, result.GetValue(tables))
                : ClaimReport.Load(ResultFiles.ClaimsFile(result.GetRequiredValue(folder)));
            if (asked is null)
            {
                Console.WriteLine(all.Claims.Count == 0 ? "No claims were judged here yet; './reproduce' does." : all.Table());
                return 0;
            }
            foreach (var claim in Find(chapters, asked))
                Print(all.Claims.FirstOrDefault(c => c.Id == claim.Id) ?? claim.Judge([]));
            return 0;
        });
        return command;
    }

    /// <summary>The claim of an identifier, or all of a chapter.</summary>
    /// <exception cref="ArgumentException">There is neither.</exception>
    public static IReadOnlyList<Claim> Find(IReadOnlyList<Chapter> chapters, string id)
    {
        var claims =
            chapters.SelectMany(c => c.Claims).Where(c => c.Id == id || c.Id.StartsWith(id + "/", StringComparison.Ordinal)).ToList();
        var known = chapters.SelectMany(c => c.Claims).Select(c => c.Id);
        var hint = Nearest.Hint(id, known.Concat(chapters.Select(c => c.Name)));
        return claims.Count > 0 ? claims
            : throw new ArgumentException($"Claim: expected a claim such as {known.First()} or a chapter, got '{id}'.{hint}");
    }

    static ClaimReport Judge(string file, IEnumerable<string> more, IReadOnlyList<Chapter> chapters, bool tables)
    {
        var stored = more.Aggregate(StoredMeasurements.Load(file), (all, name) => all.With(StoredMeasurements.Load(name)));
        var known = stored.Claims.Select(c => c.Id).ToHashSet();
        var judged = stored.Judged(chapters.SelectMany(c => c.Claims).Where(c => known.Contains(c.Id)));
        judged.Save(file);
        var report = new ClaimReport(judged.Claims);
        if (report.Claims.Count > 0)
        {
            Torch.AtomicFile.WriteText(
                Path.ChangeExtension(file, ".claims.md"), $"{report.Table().ToMarkdown()}\nMade by: {judged.Provenance}.\n");
        }
        if (tables)
        {
            // A part without claims has a file of its name.
            var parts = chapters.SelectMany(c => c.Parts)
                .Where(p => p.Claims.Any(c => known.Contains(c.Id)) || p.Name == Path.GetFileNameWithoutExtension(file));
            ResultFiles.WritePage([.. parts.Select(p => new PartRun(p, judged))], file);
        }
        return report;
    }

    static void Print(ClaimResult claim)
    {
        Console.WriteLine($"{claim.Id} {claim.Verdict.Words()}: {claim.Statement}. ({claim.Source})\n   {claim.Why}");
        foreach (var comparison in claim.Comparisons)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"   {State(comparison),-10} {comparison.Words}: ") +
                FormattableString.Invariant(
                    $"{comparison.Estimate:0.###} [{comparison.Low:0.###}, {comparison.High:0.###}], {comparison.Margin}"));
        }
        if (claim.Provenance is { } made)
            Console.WriteLine(FormattableString.Invariant($"   {made}; {made.Seconds:0} s, {Age(made.Finished)} old"));
    }

    static string State(ComparisonResult comparison) => comparison.Left.Count > 1 ? comparison.Verdict.Words()
        : comparison.FirstLook ? "holds here" : "fails here";

    static string Age(DateTime finished) => (DateTime.UtcNow - finished) switch
    {
        { TotalDays: >= 2 } age => FormattableString.Invariant($"{age.TotalDays:0} days"),
        { TotalHours: >= 2 } age => FormattableString.Invariant($"{age.TotalHours:0} hours"),
        var age => FormattableString.Invariant($"{age.TotalMinutes:0} minutes"),
    };
}
