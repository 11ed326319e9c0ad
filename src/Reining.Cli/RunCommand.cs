using System.CommandLine;
using Reining.Chapters;
using Reining.Torch;

namespace Reining.Cli;

/// <summary>The command <c>run</c>: experiments of chapters or parts, in this process.</summary>
static class RunCommand
{
    public static Command Create(IReadOnlyList<Chapter> chapters)
    {
        var selection = new Selection(chapters);
        var names = Selection.Argument($"Chapters or parts: {Selection.All}; {selection.Help}.", least: 1);
        var worker = new Option<bool>(GridWorker.Option)
        {
            Description = "Report as JSON lines, leave tables and claims to another process.",
            Hidden = true
        };
        var claim = new Option<string?>("--claim") { Description = "Run only what this claim reads.", HelpName = "ID" };
        var command = new Command(
            "run", "Run the experiments of a chapter; finished runs are read back, interrupted ones go on.") { names, worker, claim };
        var options = new RunOptions(command);
        var compute = new ComputeArguments(command);
        command.SetAction((result, cancel) =>
        {
            var only = Only(chapters, result.GetValue(claim)); // mistakes come before what is started
            var asked = selection.Of(result.GetRequiredValue(names), withApart: only is not null);
            if (asked is [{ Parts: [var alone] }])
                CheckAvailable(alone);
            var request = options.Request(result, cancel) with { Only = only };
            foreach (var part in asked.SelectMany(a => a.Parts)
                .Where(p => p.OnlyOnProcessor is not null && asked.Sum(a => a.Parts.Count) == 1))
                CheckProcessor(part, compute.Options(result));
            var here = Compute.Start(compute.Options(result));
            if (result.GetValue(worker))
            {
                var grid = request with { Compute = here, Progress = p => Console.WriteLine(GridWorker.Text(p)) };
                ExperimentGrid.Finish(asked.SelectMany(a => a.Parts).SelectMany(p => p.ExperimentsOf(grid)), grid);
                return Task.FromResult(0);
            }
            Console.WriteLine($"runs on {here}");
            using var progress = Progress(asked, request);
            var results = asked.Select(a => new ChapterResult(a.Chapter, [.. a.Parts.Select(p => p.Run(request with
            {
                Compute = here, Progress = e => progress.Report(0, e),
            }))])).ToList();
            var report = ResultFiles.Write(request.Folder, results, chapters, Console.WriteLine);
            Console.WriteLine($"\nAll results: {IndexPage.Write(request.Folder, chapters, report)}");
            return Task.FromResult(0);
        });
        return command;
    }

    /// <summary>The experiments that a claim reads; null for all.</summary>
    /// <exception cref="ArgumentException">There is no such claim.</exception>
    public static Func<Experiment, bool>? Only(IReadOnlyList<Chapter> chapters, string? claim)
    {
        if (claim is null)
            return null;
        var needs = ClaimsCommand.Find(chapters, claim).SelectMany(c => c.Needs()).ToHashSet();
        return e => needs.Any(n => n.Model == e.Model && n.Arm == e.Arm && (n.Data is null || n.Data == e.Data));
    }

    static GridProgress Progress(IReadOnlyList<(Chapter, IReadOnlyList<ChapterPart> Parts)> asked, RunRequest request)
    {
        var grid = ExperimentGrid.WithRequired(asked.SelectMany(a => a.Parts).SelectMany(p => p.ExperimentsOf(request)));
        return new GridProgress(grid.Count, grid.Count(e => e.IsFinished), workers: 1);
    }

    static void CheckAvailable(ChapterPart part)
    {
        if (part.IsAvailable?.Invoke() == false && part.Missing?.Invoke() is { } reason)
            throw new ArgumentException($"run {part.Name}: expected what its experiments need, got none: {reason}.");
    }

    static void CheckProcessor(ChapterPart part, ComputeOptions asked)
    {
        if (asked.Device == ComputeDevice.Cuda || asked.Precision != Precision.Float32)
        {
            throw new ArgumentException(
                $"run {part.Name}: expected the processor in float32 ({part.OnlyOnProcessor}), got {asked.Device} in " +
                    $"{asked.Precision}; leave out --device and --precision.");
        }
    }
}
