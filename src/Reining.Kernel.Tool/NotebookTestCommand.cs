using System.CommandLine;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Reining.Kernel.Comparing;
using Reining.Kernel.Documents;
using Reining.Kernel.Running;

namespace Reining.Kernel.Tool;

/// <summary>The command <c>notebook test</c>: runs notebooks and compares the outputs with the stored ones.</summary>
static class NotebookTestCommand
{
    const int Ok = 0, Failed = 1;

    /// <summary>The command.</summary>
    /// <param name="notebooks">What can run the cells.</param>
    /// <param name="guard">Turns errors of files into exit codes.</param>
    public static Command Create(NotebookHost notebooks, Func<Func<Task<int>>, Task<int>> guard)
    {
        var files = new Argument<string[]>("files") { Description = "Notebooks with stored outputs.", Arity = ArgumentArity.OneOrMore };
        var relative = new Option<double>("--rtol")
        {
            Description = "Numbers may differ by this part.",
            DefaultValueFactory = _ => new CompareOptions().RelativeTolerance
        };
        var absolute = new Option<double>("--atol")
        {
            Description = "Numbers may differ by this much.",
            DefaultValueFactory = _ => new CompareOptions().AbsoluteTolerance
        };
        var pixels = new Option<double>("--pixels")
        {
            Description = "Pictures may differ by this mean distance, of 255.",
            DefaultValueFactory = _ => new CompareOptions().PixelTolerance
        };
        var ignore = new Option<string[]>("--ignore")
        {
            Description = "A regular expression for text that may differ. Repeatable.",
            HelpName = "pattern"
        };
        var timeout = new Option<double?>("--cell-timeout") { Description = "How many seconds a cell may run. Default: no limit." };
        var update = new Option<bool>("--update") { Description = "Store the new outputs where they differ." };
        var host = notebooks.Option();
        var command = new Command("test", "Run notebooks and compare their outputs with the stored ones.") { files, relative, absolute,
            pixels, ignore, timeout, update, host };
        command.SetAction((parsed, cancel) => guard(async () =>
        {
            var defaults = new CompareOptions();
            var options = new CompareOptions
            {
                RelativeTolerance = parsed.GetValue(relative),
                AbsoluteTolerance = parsed.GetValue(absolute),
                PixelTolerance = parsed.GetValue(pixels),
                SharedTypesOnly = parsed.GetRequiredValue(host) != NotebookHost.Own,
                Ignored = [.. defaults.Ignored, .. (parsed.GetValue(ignore) ?? []).Select(Pattern)],
            };
            var limit = parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
            var worker = notebooks.WorkerOf(parsed.GetRequiredValue(host));
            var failures = 0;
            foreach (var path in parsed.GetRequiredValue(files))
                failures += await TestAsync(path, worker, options, limit, parsed.GetValue(update), cancel) ? 0 : 1;
            return failures == 0 ? Ok : Failed;
        }));
        return command;
    }

    static async Task<bool> TestAsync(string path, Func<ProcessStartInfo> worker, CompareOptions options, TimeSpan? limit,
        bool update, CancellationToken cancel)
    {
        var stored = NotebookFile.Read(path);
        var run = NotebookFile.Read(path);
        await using var executor = new WorkerExecutor(worker, Path.GetDirectoryName(Path.GetFullPath(path))!);
        var result = await NotebookRunner.RunAsync(run, executor, new NotebookRunOptions { CellTimeout = limit, WriteProvenance = false },
            cancel);
        if (!result.Succeeded)
        {
            Console.WriteLine(
                $"{path}: cell {result.FailedNumber} ({result.FailedCell!.Headline()}) failed: {result.Error!.Name}: "
                    + $"{result.Error.Message}");
            return false;
        }
        var differences = NotebookComparer.Compare(stored, run, options);
        foreach (var difference in differences)
            Console.WriteLine($"{path}: cell {difference.Number} ({difference.Cell.Headline()}): {difference.What}");
        if (differences.Count > 0 && update)
        {
            NotebookFile.Write(run, path);
            Console.WriteLine($"{path}: stored the outputs of {result.CellsRun} cells");
            return true;
        }
        Console.WriteLine(differences.Count == 0
            ? $"{path}: {result.CellsRun} cells as stored"
            : $"{path}: {differences.Count} of {result.CellsRun} cells differ; look at them, then pass --update to store the new outputs");
        return differences.Count == 0;
    }

    static Regex Pattern(string text)
    {
        try
        {
            return new Regex(text, RegexOptions.None, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException error)
        {
            throw new DocumentException($"--ignore: expected a regular expression, got '{text}' ({error.Message}).");
        }
    }
}
