using System.CommandLine;
using Reining.Kernel.Jupyter;

namespace Reining.Kernel.Tool;

/// <summary>Puts the kernel into Jupyter's list.</summary>
public static class InstallCommand
{
    const string DefaultName = "reining-csharp";

    /// <summary>The command.</summary>
    /// <param name="commandName">What it is called.</param>
    /// <param name="build">Gives the command that serves a front end, and how the program was compiled.</param>
    /// <param name="more">Options that <paramref name="build"/> reads.</param>
    public static Command Create(
        string commandName, Func<ParseResult, (IReadOnlyList<string> Command, string Description)> build, params Option[] more)
    {
        var name = new Option<string>("--as")
        {
            Description = $"The kernel's name. {KernelSpec.InteractiveName} takes the place of .NET Interactive.",
            DefaultValueFactory = _ => DefaultName,
        };
        var user = new Option<bool>("--user") { Description = "Install for the current user (the default)." };
        var prefix = new Option<string?>("--prefix")
        {
            Description = "Install below this folder instead, for example a virtual environment's.",
            HelpName = "folder",
        };
        var force = new Option<bool>("--force") { Description = "Replace another program's kernel of that name." };
        var command = new Command(commandName, "Put the kernel into Jupyter's list.") { name, user, prefix, force };
        foreach (var option in more)
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(user) && result.GetValue(prefix) is not null)
                result.AddError("kernel install: expected --user or --prefix, got both.");
        });
        command.SetAction(parsed =>
        {
            var chosen = parsed.GetRequiredValue(name);
            var display = chosen == KernelSpec.InteractiveName ? ".NET (C#)" : "C# (Reining)";
            var (program, description) = build(parsed);
            var kernels = parsed.GetValue(prefix) is { } below ? KernelSpec.FolderBelow(below) : KernelSpec.UserFolder;
            var folder = new KernelSpec(chosen, display, program).Install(kernels, parsed.GetValue(force));
            Console.WriteLine($"Installed {display} as '{chosen}' in {folder} ({description})");
            return 0;
        });
        return command;
    }
}
