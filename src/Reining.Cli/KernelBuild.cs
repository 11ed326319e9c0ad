using System.Diagnostics;
using System.Runtime.InteropServices;
using Reining.Kernel.Jupyter;

namespace Reining.Cli;

/// <summary>A build of the kernel's program: as the solution has it, or compiled ahead of time, which starts in half the time.</summary>
/// <param name="Folder">Where its files are.</param>
/// <param name="Description">How it was compiled.</param>
sealed record KernelBuild(string Folder, string Description)
{
    const string Project = "src/Reining.Kernel", Compiled = "artifacts/kernel", Work = "artifacts/kernel-build";

    /// <summary>The build beside this program.</summary>
    public static KernelBuild Plain => new(AppContext.BaseDirectory, "plain IL");

    /// <summary>The build that is compiled ahead of time, if there is one of the present sources; else the plain one.</summary>
    public static KernelBuild Best
    {
        get
        {
            if (Root() is not { } root)
                return Plain;
            var folder = Path.Combine(root, Compiled);
            var program = Path.Combine(folder, KernelProgram.FileName);
            var isCurrent = File.Exists(program) &&
                Directory.GetCreationTimeUtc(folder) >= File.GetLastWriteTimeUtc(Path.Combine(Plain.Folder, KernelProgram.FileName));
            return isCurrent ? new KernelBuild(folder, "ReadyToRun") : Plain;
        }
    }

    /// <summary>The command that serves a front end.</summary>
    public IReadOnlyList<string> Command => KernelProgram.Command(Folder, "kernel", "{connection_file}");

    /// <summary>Compiles the kernel ahead of time: about a minute of processor time. Without what it takes,
    /// the plain build and a line that says so.</summary>
    /// <param name="report">Told what is done.</param>
    public static KernelBuild Compile(Action<string> report)
    {
        if (Root() is not { } root)
            return Instead("this program does not lie in a checkout", report);
        if (Best is { Description: not "plain IL" } current)
            return current;
        report("Compiling the kernel and the C# compiler ahead of time (about a minute, once per build; --plain leaves it out)");
        var work = Path.Combine(root, Work);
        var made = Path.Combine(work, "made");
        if (Directory.Exists(made))
            Directory.Delete(made, recursive: true);
        string[] arguments =
        [
            "publish", Path.Combine(root, Project), "--configuration", "Release", "--runtime", RuntimeInformation.RuntimeIdentifier,
            "--no-self-contained", "--output", made,
            "-p:PublishReadyToRun=true", "-p:PublishReadyToRunComposite=true", $"-p:ArtifactsPath={work}",
            $"-p:NuGetLockFilePath={Path.Combine(work, "packages.lock.json")}", "--verbosity", "quiet", "-nologo",
        ];
        var (exitCode, output) = Run(arguments);
        if (exitCode != 0)
            return Instead($"'dotnet publish' failed: {Reason(output)}", report);
        // A program that starts refuses to run without a command.
        if (Run([Path.Combine(made, KernelProgram.FileName)]) is var (refusal, said) && refusal != Commands.BadRequest)
            return Instead($"the compiled kernel does not start: {said.Trim().Split('\n')[0].TrimEnd('.')}", report);
        // Renamed, not overwritten: a running kernel keeps the files that it has mapped.
        var folder = Path.Combine(root, Compiled);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.Move(made, folder);
        Directory.SetCreationTimeUtc(folder, DateTime.UtcNow);
        return new KernelBuild(folder, "ReadyToRun");
    }

    static KernelBuild Instead(string why, Action<string> report)
    {
        report($"Not compiled ahead of time, so the kernel starts in twice the time: {why}.");
        return Plain;
    }

    static (int ExitCode, string Output) Run(string[] arguments)
    {
        try
        {
            using var process =
                Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + error.Result);
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return (-1, error.Message); // no SDK
        }
    }

    static string Reason(string output)
    {
        var line = output.Split('\n').FirstOrDefault(l => l.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? output.Trim();
        return line.Contains("Crossgen2", StringComparison.OrdinalIgnoreCase) && line.Contains("NU1", StringComparison.Ordinal)
            ? $"the package registry does not serve microsoft.netcore.app.crossgen2.{RuntimeInformation.RuntimeIdentifier}"
            : line.Trim().TrimEnd('.');
    }

    /// <summary>The checkout that this program was built in; null where it lies elsewhere.</summary>
    public static string? Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Reining.Notebooks.sln")))
                return folder.FullName;
        }
        return null;
    }
}
