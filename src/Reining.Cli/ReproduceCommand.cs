using System.CommandLine;
using Reining.Kernel.Running;
using Reining.Torch;

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
            RunCommand.Run("rae", size, [], to, Compute.Cpu, cancel);
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

    /// <summary>The notebooks of the checkout that this program was built in.</summary>
    static IEnumerable<string> Notebooks()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var notebooks = Path.Combine(folder.FullName, "notebooks");
            if (File.Exists(Path.Combine(folder.FullName, "Reining.Notebooks.sln")))
                return Directory.EnumerateFiles(notebooks, "*.ipynb").Order(StringComparer.Ordinal);
        }
        throw new DirectoryNotFoundException($"Reproduce: expected the checkout's notebooks above '{AppContext.BaseDirectory}', got none; run ./reproduce in a checkout.");
    }
}
