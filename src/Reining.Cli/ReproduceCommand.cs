using System.CommandLine;
using System.Globalization;
using Reining.Chapters;
using Reining.Kernel.Running;
using Reining.Torch;

namespace Reining.Cli;

/// <summary>The command <c>reproduce</c>: all experiments by several workers, then tables, claims and the notebooks' pages.</summary>
static class ReproduceCommand
{
    public static Command Create(IReadOnlyList<Chapter> chapters)
    {
        var selection = new Selection(chapters);
        var names = Selection.Argument($"Chapters or parts; all if left out. {selection.Help}.", least: 0);
        var workers = new Option<int>("--workers")
        {
            Description = "Processes side by side. Default: one a core.",
            DefaultValueFactory = _ => GridWorkers.Default
        };
        var claim =
            new Option<string?>("--claim") { Description = "Run only what this claim reads, and judge it; no notebooks.", HelpName = "ID" };
        var command = new Command(
            "reproduce", "Run every chapter, execute its notebooks, and write results, claims and pages.") { names, workers, claim };
        var options = new RunOptions(command);
        command.SetAction((result, cancel) => RunAsync(
            selection, chapters, result.GetRequiredValue(names), options.Request(result, cancel), result.GetRequiredValue(workers),
            result.GetValue(claim)));
        return command;
    }

    static async Task<int> RunAsync(
        Selection selection, IReadOnlyList<Chapter> chapters, string[] names, RunRequest request, int workers, string? claim)
    {
        request = request with { Only = RunCommand.Only(chapters, claim) };
        var asked = Reading(selection.Of(names, withApart: claim is not null), chapters, claim);
        var notebooks = claim is null ? Notebooks(asked.Select(a => a.Chapter)) : [];
        TorchRuntime.Load(); // a mistake in it comes before what is started
        var grid = ExperimentGrid.WithRequired(asked.SelectMany(a => a.Parts).SelectMany(p => p.ExperimentsOf(request)));
        await GridWorkers.FinishAsync(grid, workers, Arguments(asked, request, claim), request.Cancellation);

        // reads back and judges
        var results = asked.Select(a => new ChapterResult(a.Chapter, [.. a.Parts.Select(p => p.Run(request))])).ToList();
        var report = ResultFiles.Write(request.Folder, results, chapters, claim is null ? _ => { } : Console.WriteLine);
        foreach (var notebook in notebooks)
        {
            var exitCode = await PageAsync(notebook, notebooks, request);
            if (exitCode != 0)
                return exitCode;
        }
        Summarize(report, IndexPage.Write(request.Folder, chapters, report));
        return 0;
    }

    /// <summary>The parts that a claim belongs to; all of them without one.</summary>
    static IReadOnlyList<(Chapter Chapter, IReadOnlyList<ChapterPart> Parts)> Reading(
        IReadOnlyList<(Chapter Chapter, IReadOnlyList<ChapterPart> Parts)> asked, IReadOnlyList<Chapter> chapters, string? claim)
    {
        if (claim is null)
            return asked;
        var wanted = ClaimsCommand.Find(chapters, claim).Select(c => c.Id).ToHashSet();
        return
        [
            .. asked.Select(
                a => (a.Chapter, Parts: (IReadOnlyList<ChapterPart>)[.. a.Parts.Where(p => p.Claims.Any(c => wanted.Contains(c.Id)))]))
                .Where(a => a.Parts.Count > 0),
        ];
    }

    static IReadOnlyList<string> Arguments(
        IEnumerable<(Chapter Chapter, IReadOnlyList<ChapterPart> Parts)> asked, RunRequest request, string? claim) =>
    [
        .. asked.SelectMany(a => a.Parts).Select(p => p.Name), "--profile", request.Profile, "--out", request.Folder, "--device", "cpu",
        .. request.Seeds.Count == 0 ? [] : request.Seeds.Select(s => s.ToString(CultureInfo.InvariantCulture)).Prepend("--seeds"),
        .. claim is null ? (string[])[] : ["--claim", claim],
    ];

    static async Task<int> PageAsync(string notebook, IReadOnlyList<string> all, RunRequest request)
    {
        var name = Path.GetFileNameWithoutExtension(notebook);
        var page = Path.Combine(request.Folder, "notebooks", $"{name}.html");
        return await NotebookCommand.Commands.RunAsync(notebook, page, new NotebookRunOptions
        {
            Parameters = new Dictionary<string, string> { ["profile"] = request.Profile, ["outFolder"] = Path.GetFullPath(request.Folder) },
            OutputPath = Path.Combine(request.Folder, "notebooks", $"{name}.ipynb"),
        }, request.Cancellation, links: new([.. all.Select(n => Path.GetFileName(n))], Home: "../index.html"));
    }

    /// <summary>The chapters' notebooks in the checkout that this program was built in.</summary>
    static IReadOnlyList<string> Notebooks(IEnumerable<Chapter> chapters)
    {
        var root = KernelBuild.Root() ?? throw new DirectoryNotFoundException(
            $"Reproduce: expected the checkout's notebooks above '{AppContext.BaseDirectory}', got none; run ./reproduce in a checkout.");
        return [.. chapters.SelectMany(c => c.Notebooks).Select(n => Path.Combine(root, "notebooks", n))];
    }

    static void Summarize(ClaimReport report, string page)
    {
        var counts = report.Claims.CountBy(c => c.Verdict).OrderBy(c => c.Key).Select(c => $"{c.Value} {c.Key.Words()}");
        Console.WriteLine($"\n{report.Claims.Count} claims: {string.Join(", ", counts)}\nDone. Open {page}");
    }
}
