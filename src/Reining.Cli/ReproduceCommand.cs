using System.CommandLine;
using Reining.Chapters.Rae;
using Reining.Kernel.Documents;
using Reining.Kernel.Running;
using Reining.Torch;
using TorchSharp;

namespace Reining.Cli;

static class ReproduceCommand
{
    const string Profile = "profile", OutFolder = "outFolder"; // parameters of a chapter's notebook

    public static Command Create()
    {
        var profile = RunCommand.Profile();
        var folder = RunCommand.Out();
        var command = new Command("reproduce", "Run every chapter, execute its notebook, and write results, claims and pages.") { profile, folder };
        command.SetAction(async (result, cancel) =>
        {
            var (size, to) = (result.GetRequiredValue(profile), result.GetRequiredValue(folder));
            var notebooks = Notebooks().ToList();
            await TrainAsync(size, to, cancel);
            RunCommand.Run("rae", new(size, [], to, Compute.Cpu), cancel); // reads back what was trained, and judges
            foreach (var notebook in notebooks)
            {
                var name = Path.GetFileNameWithoutExtension(notebook);
                var exitCode = await NotebookCommands.RunAsync(notebook, Path.Combine(to, "notebooks", $"{name}.html"), new NotebookRunOptions
                {
                    Parameters = new Dictionary<string, string> { [Profile] = size, [OutFolder] = Path.GetFullPath(to) },
                    OutputPath = Path.Combine(to, "notebooks", $"{name}.ipynb"),
                }, cancel);
                if (exitCode != 0)
                    return exitCode;
            }
            Console.WriteLine($"Done. Pages in {Path.Combine(to, "notebooks")}, tables and figures in {Path.Combine(to, "rae")}, claims in {Path.Combine(to, "claims.json")}");
            return 0;
        });
        return command;
    }

    /// <summary>Trains the table's models here and all others in a process beside this one.</summary>
    static async Task TrainAsync(string profile, string folder, CancellationToken cancel)
    {
        var models = RaeProfile.Named(profile);
        TorchRuntime.Load();
        var all = torch.get_num_threads();
        var half = Math.Max(1, all / 2);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var others = OthersAsync(profile, folder, half, stop);
        try
        {
            torch.set_num_threads(half);
            RaeChapter.Run(models, folder, cancellation: stop.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The process beside this one failed: its error is thrown below.
        }
        catch
        {
            await stop.CancelAsync();
            await Task.WhenAny(others); // until its process has ended
            throw;
        }
        finally
        {
            torch.set_num_threads(all);
        }
        await others;
    }

    static async Task OthersAsync(string profile, string folder, int threads, CancellationTokenSource stop)
    {
        try
        {
            foreach (var part in (string[])["rae-grammar", "rae-likelihoods"])
            {
                using var run = SideRun.Start(threads, part, profile, folder);
                await run.FinishAsync(stop.Token);
            }
        }
        catch
        {
            await stop.CancelAsync(); // nothing goes on beside a failure
            throw;
        }
    }

    /// <summary>The chapters' notebooks in the checkout that this program was built in: those that take a profile and an output folder.</summary>
    static IEnumerable<string> Notebooks() => KernelBuild.Root() is { } root
        ? Directory.EnumerateFiles(Path.Combine(root, "notebooks"), "*.ipynb").Order(StringComparer.Ordinal).Where(IsChapter)
        : throw new DirectoryNotFoundException($"Reproduce: expected the checkout's notebooks above '{AppContext.BaseDirectory}', got none; run ./reproduce in a checkout.");

    static bool IsChapter(string notebook) => NotebookParameters.Find(NotebookFile.Read(notebook)).Select(p => p.Name).Intersect([Profile, OutFolder]).Count() == 2;
}
