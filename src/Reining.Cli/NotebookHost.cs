using System.CommandLine;
using System.Diagnostics;
using Reining.Kernel.Documents;

namespace Reining.Cli;

/// <summary>What a notebook's cells run in: this kernel, or Microsoft.DotNet.Interactive, whose packages only a program of its own
/// loads.</summary>
static class NotebookHost
{
    /// <summary>This kernel.</summary>
    public const string Own = "reining";

    const string Interactive = "interactive";

    /// <summary>The option <c>--host</c>.</summary>
    public static Option<string> Option()
    {
        var option = new Option<string>("--host")
        {
            Description = $"What runs the cells: {Own}, or {Interactive} for Microsoft.DotNet.Interactive.",
            DefaultValueFactory = _ => Own
        };
        option.AcceptOnlyFromAmong(Own, Interactive);
        return option;
    }

    /// <summary>How a worker of that host is started.</summary>
    /// <param name="host">A value of the option.</param>
    /// <exception cref="DocumentException">The program that hosts .NET Interactive is not built.</exception>
    public static Func<ProcessStartInfo> Worker(string host)
    {
        if (host == Own)
            return () => Self.Start("notebook", "worker");
        var program = InteractiveProgram ?? throw new DocumentException(
            "--host interactive: expected the program Reining.Interactive.Host beside this one in a checkout, got none; build it with "
                + "'dotnet build src/Reining.Interactive.Host -c Release'.");
        return () => new ProcessStartInfo(Self.DotNet, [program, "worker"]);
    }

    /// <summary>The program that hosts .NET Interactive; null where it is not built.</summary>
    public static string? InteractiveProgram =>
        KernelBuild.Root() is { } root
            && Path.Combine(root, "artifacts", "bin", "Reining.Interactive.Host", "release", "Reining.Interactive.Host.dll") is var program
            && File.Exists(program)
            ? program
            : null;
}
