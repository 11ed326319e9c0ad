using System.Diagnostics;
using Reining.Kernel.Documents;

namespace Reining.Cli;

/// <summary>Microsoft.DotNet.Interactive as a host of notebooks; only a program of its own loads its packages.</summary>
static class InteractiveHost
{
    /// <summary>Its name for the option <c>--host</c>.</summary>
    public const string Name = "interactive";

    /// <summary>The program that hosts .NET Interactive; null where it is not built.</summary>
    public static string? Program =>
        KernelBuild.Root() is { } root
            && Path.Combine(root, "artifacts", "bin", "Reining.Interactive.Host", "release", "Reining.Interactive.Host.dll") is var program
            && File.Exists(program)
            ? program
            : null;

    /// <summary>How a worker is started.</summary>
    /// <exception cref="DocumentException">The program is not built.</exception>
    public static Func<ProcessStartInfo> Worker()
    {
        var program = Program ?? throw new DocumentException(
            "--host interactive: expected the program Reining.Interactive.Host beside this one in a checkout, got none; build it with "
                + "'dotnet build src/Reining.Interactive.Host -c Release'.");
        return () => new ProcessStartInfo(Self.DotNet, [program, "worker"]);
    }
}
