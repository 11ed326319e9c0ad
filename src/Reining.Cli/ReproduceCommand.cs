using System.CommandLine;
using Reining.Chapters.Rae;
using Reining.Kernel.Running;
using Reining.Torch;
using TorchSharp;

namespace Reining.Cli;

static class ReproduceCommand
{
    public static Command Create()
    {
        var profile = RunCommand.Profile();
        var folder = RunCommand.Out();
        var command = new Command("reproduce", "Run every chapter, execute its notebook, and write results, claims and pages.") { profile, folder };
        command.SetAction(async (result, cancel) =>
        {
            var (size, to) = (result.GetRequiredValue(profile), result.GetRequiredValue(folder));
            await TrainAsync(size, to, cancel);
            RunCommand.Run("rae", new(size, [], to, Compute.Cpu), cancel); // reads back what was trained, and judges
            foreach (var notebook in Notebooks())
            {
                var name = Path.GetFileNameWithoutExtension(notebook);
                var exitCode = await NotebookCommands.RunAsync(notebook, Path.Combine(to, "notebooks", $"{name}.html"), new NotebookRunOptions
                {
                    Parameters = new Dictionary<string, string> { ["profile"] = size, ["outFolder"] = Path.GetFullPath(to) },
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
        var others = OthersAsync(profile, folder, half, stop.Token);
        try
        {
            torch.set_num_threads(half);
            RaeChapter.Run(models, folder, cancellation: cancel);
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

    static async Task OthersAsync(string profile, string folder, int threads, CancellationToken cancel)
    {
        foreach (var part in (string[])["rae-grammar", "rae-likelihoods"])
        {
            using var run = SideRun.Start(threads, "run", part, "--profile", profile, "--out", folder, RunCommand.TrainOnly);
            await run.FinishAsync(cancel);
        }
    }

    /// <summary>The notebooks of the checkout that this program was built in.</summary>
    static IEnumerable<string> Notebooks() => KernelBuild.Root() is { } root
        ? Directory.EnumerateFiles(Path.Combine(root, "notebooks"), "*.ipynb").Order(StringComparer.Ordinal)
        : throw new DirectoryNotFoundException($"Reproduce: expected the checkout's notebooks above '{AppContext.BaseDirectory}', got none; run ./reproduce in a checkout.");
}
