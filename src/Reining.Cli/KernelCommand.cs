using System.CommandLine;
using System.Diagnostics;
using System.Reflection;
using Reining.Kernel.Jupyter;

namespace Reining.Cli;

/// <summary>The commands <c>kernel install</c> and <c>kernel run</c>.</summary>
public static class KernelCommand
{
    const string DefaultName = "reining-csharp", ConnectionFile = "{connection_file}";

    /// <summary>The command <c>kernel</c> with all below it.</summary>
    public static Command Create() => new("kernel", "C# notebooks in Jupyter front ends: VS Code, JupyterLab, Notebook, nbconvert.") { CreateInstall(), CreateRun() };

    static Command CreateInstall()
    {
        var name = new Option<string>("--as") { Description = $"The kernel's name. {KernelSpec.InteractiveName} takes the place of .NET Interactive.", DefaultValueFactory = _ => DefaultName };
        var user = new Option<bool>("--user") { Description = "Install for the current user (the default)." };
        var prefix = new Option<string?>("--prefix") { Description = "Install below this folder instead, for example a virtual environment's.", HelpName = "folder" };
        var force = new Option<bool>("--force") { Description = "Replace another program's kernel of that name." };
        var command = new Command("install", "Put the kernel into Jupyter's list.") { name, user, prefix, force };
        command.Validators.Add(result =>
        {
            if (result.GetValue(user) && result.GetValue(prefix) != null)
                result.AddError("kernel install: expected --user or --prefix, got both.");
        });
        command.SetAction(parsed =>
        {
            var chosen = parsed.GetRequiredValue(name);
            var display = chosen == KernelSpec.InteractiveName ? ".NET (C#)" : "C# (Reining)";
            var spec = new KernelSpec(chosen, display, [.. ThisProgram(), "kernel", "run", ConnectionFile]);
            var folder = spec.Install(parsed.GetValue(prefix) is { } below ? KernelSpec.FolderBelow(below) : KernelSpec.UserFolder, parsed.GetValue(force));
            Console.WriteLine($"Installed {display} as '{chosen}' in {folder}");
            return 0;
        });
        return command;
    }

    static Command CreateRun()
    {
        var file = new Argument<string>("file") { Description = "The connection file that the front end wrote." };
        var command = new Command("run", "Serve a Jupyter front end; started by it.") { file };
        // A plain action: the command line library's own handling of signals would end the process two seconds after an interrupt.
        command.SetAction(parsed => KernelHost.RunAsync(parsed.GetRequiredValue(file), WorkerCommand).GetAwaiter().GetResult());
        return command;
    }

    static ProcessStartInfo WorkerCommand()
    {
        var program = ThisProgram();
        return new ProcessStartInfo(program[0], [.. program[1..], "notebook", "worker"]);
    }

    // Through 'dotnet' where it was started so.
    static string[] ThisProgram()
    {
        var program = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Assembly.GetEntryAssembly()!.Location] : [program];
    }
}
