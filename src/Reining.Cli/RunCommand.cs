using System.CommandLine;
using Reining.Chapters;
using Reining.Chapters.Rae;

namespace Reining.Cli;

static class RunCommand
{
    const string Grammar = "rae-grammar";

    public static Command Create()
    {
        var chapter = new Argument<string>("chapter") { Description = $"The chapter: rae, or {Grammar}, its part on expressions." };
        chapter.AcceptOnlyFromAmong("rae", Grammar);
        var profile = Profile();
        var folder = Out();
        var seeds = new Option<ulong[]>("--seeds") { Description = "Run these seeds instead of the profile's, for jobs side by side.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("run", "Run the experiments of a chapter; finished runs are read back, interrupted ones go on.") { chapter, profile, folder, seeds };
        command.SetAction((result, cancel) =>
        {
            Action<string, string, CancellationToken, ulong[]?> run = result.GetRequiredValue(chapter) == Grammar ? RunGrammar : RunRae;
            run(result.GetRequiredValue(profile), result.GetRequiredValue(folder), cancel, result.GetValue(seeds));
            return Task.FromResult(0);
        });
        return command;
    }

    public static Option<string> Profile() => new("--profile")
    {
        Description = $"How large: {string.Join(", ", RaeProfile.All.Select(p => p.Name).Union(GrammarProfile.All.Select(p => p.Name)))}.",
        DefaultValueFactory = _ => RaeProfile.Quick.Name,
    };

    public static Option<string> Out() => new("--out", "-o") { Description = "Output folder.", DefaultValueFactory = _ => "out" };

    public static void RunRae(string profile, string folder, CancellationToken cancel, ulong[]? seeds = null)
    {
        var size = RaeProfile.Named(profile);
        var results = RaeChapter.Run(seeds is { Length: > 0 } ? size with { Seeds = seeds } : size, folder, cancellation: cancel);
        Console.WriteLine();
        Console.WriteLine(results.Table());
        results.Save(Path.Combine(folder, "rae"));
        ClaimReport.Write(Path.Combine(folder, "claims.json"), [results.Claims]);
        Print(results.Claims);
    }

    static void RunGrammar(string profile, string folder, CancellationToken cancel, ulong[]? seeds)
    {
        var size = GrammarProfile.Named(profile);
        var results = GrammarChapter.Run(seeds is { Length: > 0 } ? size with { Seeds = seeds } : size, folder, cancel);
        Console.WriteLine();
        Console.WriteLine(results.Details());
        Console.WriteLine(results.Table());
        results.Save(Path.Combine(folder, Grammar));
        Print(results.Claims);
    }

    static void Print(ClaimReport report)
    {
        foreach (var claim in report.Claims)
            Console.WriteLine($"{claim.Id} {claim.VerdictText}: {claim.Text}.\n   {claim.Why}");
    }
}
