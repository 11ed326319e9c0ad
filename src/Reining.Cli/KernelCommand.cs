using System.CommandLine;
using Reining.Kernel.Tool;

namespace Reining.Cli;

/// <summary>The command <c>kernel install</c>.</summary>
public static class KernelCommand
{
    /// <summary>The command <c>kernel</c> with all below it.</summary>
    public static Command Create()
    {
        var plain = new Option<bool>("--plain")
        {
            Description = "Do not compile the kernel ahead of time: installed at once, slower to start.",
        };
        return new("kernel", "C# notebooks in Jupyter front ends and VS Code.")
        {
            InstallCommand.Create("install", parsed =>
            {
                var build = parsed.GetValue(plain) ? KernelBuild.Plain : KernelBuild.Compile(Console.WriteLine);
                return (build.Command, build.Description);
            }, plain),
        };
    }
}
