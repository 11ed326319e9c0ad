using System.CommandLine;
using System.Diagnostics;
using Reining.Figures;
using Reining.Kernel.Tool;

namespace Reining.Cli;

/// <summary>The command <c>notebook</c>: the kernel's own commands, within this program.</summary>
static class NotebookCommand
{
    /// <summary>The commands, for callers that run notebooks themselves.</summary>
    public static readonly NotebookCommands Commands = new(
        new NotebookHost(() => Self.Start("notebook", "worker"), Figure.PlotlyJs, KernelBuild.Root())
        {
            Others = new Dictionary<string, Func<Func<ProcessStartInfo>>> { [InteractiveHost.Name] = InteractiveHost.Worker },
        });

    /// <summary>The command with all below it.</summary>
    public static Command Create() =>
        Commands.AddTo(new Command("notebook", "Run, test, export and check C# notebooks (.ipynb) without Jupyter."));
}
