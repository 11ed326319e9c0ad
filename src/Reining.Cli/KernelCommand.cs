using System.CommandLine;
using Reining.Kernel.Jupyter;

namespace Reining.Cli;

/// <summary>The command <c>kernel install</c>.</summary>
public static class KernelCommand
{
    const string DefaultName = "reining-csharp";

    /// <summary>The command <c>kernel</c> with all below it.</summary>
    public static Command Create() =>
        new("kernel", "C# notebooks in Jupyter front ends: VS Code, JupyterLab, Notebook, nbconvert.") { CreateInstall() };

    static Command CreateInstall()
    {
        var name = new Option<string>("--as")
        {
            Description = $"The kernel's name. {KernelSpec.InteractiveName} takes the place of .NET Interactive.",
            DefaultValueFactory = _ => DefaultName
        };
        var user = new Option<bool>("--user") { Description = "Install for the current user (the default)." };
        var prefix = new Option<string?>("--prefix")
        {
            Description = "Install below this folder instead, for example a virtual environment's.",
            HelpName = "folder"
        };
        var force = new Option<bool>("--force") { Description = "Replace another program's kernel of that name." };
        var plain =
            new Option<bool>("--plain") { Description = "Do not compile the kernel ahead of time: installed at once, slower to start." };
        var command = new Command("install", "Put the kernel into Jupyter's list.") { name, user, prefix, force, plain };
        command.Validators.Add(result =>
        {
            if (result.GetValue(user) && result.GetValue(prefix) is not null)
                result.AddError("kernel install: expected --user or --prefix, got both.");
        });
        command.SetAction(parsed =>
        {
            var chosen = parsed.GetRequiredValue(name);
            var display = chosen == KernelSpec.InteractiveName ? ".NET (C#)" : "C# (Reining)";
            var build = parsed.GetValue(plain) ? KernelBuild.Plain : KernelBuild.Compile(Console.WriteLine);
            var folder = new KernelSpec(chosen, display, build.Command)
                .Install(
                    parsed.GetValue(prefix) is { } below ? KernelSpec.FolderBelow(below) : KernelSpec.UserFolder, parsed.GetValue(force));
            Console.WriteLine($"Installed {display} as '{chosen}' in {folder} ({build.Description})");
            return 0;
        });
        return command;
    }
}
