using System.Diagnostics;
using Reining.Kernel.Running;

namespace Reining.Kernel.Jupyter;

/// <summary>How the program that this library also is gets started.</summary>
public static class KernelProgram
{
    /// <summary>Its file.</summary>
    public static readonly string FileName = typeof(KernelProgram).Assembly.GetName().Name + ".dll";

    /// <summary>The command that runs the program in a folder.</summary>
    /// <param name="folder">The folder with its files.</param>
    /// <param name="arguments"><c>kernel</c> and a connection file, or <c>worker</c>.</param>
    public static IReadOnlyList<string> Command(string folder, params IEnumerable<string> arguments) =>
        [DotNet, Path.Combine(folder, FileName), .. arguments];

    /// <summary>
    /// Does what front ends, editors and watching processes start the program for: <c>kernel FILE</c> serves a Jupyter front end,
    /// <c>serve</c> an editor, <c>worker</c> runs cells for either.
    /// </summary>
    /// <param name="arguments">The command line.</param>
    /// <returns>The exit code; null for another command line.</returns>
    public static async Task<int?> RunAsync(string[] arguments)
    {
        try
        {
            return arguments switch
            {
                ["kernel", var connectionFile] => await KernelHost.RunAsync(connectionFile, Worker).ConfigureAwait(false),
                ["serve"] => await EditorHost.RunAsync(Worker).ConfigureAwait(false),
                ["worker"] => await WorkerHost.RunAsync().ConfigureAwait(false),
                _ => null,
            };
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            return await RefuseAsync(error.Message).ConfigureAwait(false);
        }
    }

    /// <summary>Says why a command line cannot be carried out.</summary>
    /// <param name="message">The reason.</param>
    /// <returns>The exit code, 2.</returns>
    public static async Task<int> RefuseAsync(string message)
    {
        await Console.Error.WriteLineAsync($"error: {message}").ConfigureAwait(false);
        return 2;
    }

    /// <summary>The command that starts this process's program once more: by its own launcher where it has one.</summary>
    public static IReadOnlyList<string> Self => Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet"
        ? [Environment.ProcessPath!, System.Reflection.Assembly.GetEntryAssembly()!.Location]
        : [Environment.ProcessPath!];

    /// <summary>Starts a worker from the same folder as this process.</summary>
    public static ProcessStartInfo Worker()
    {
        var command = Command(AppContext.BaseDirectory, "worker");
        return new ProcessStartInfo(command[0], command.Skip(1));
    }

    // A program with a launcher of its own still knows its runtime's folder, with the launcher of all programs three levels up.
    static string DotNet
    {
        get
        {
            var process = Environment.ProcessPath!;
            if (Path.GetFileNameWithoutExtension(process) == "dotnet")
                return process;
            var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
            var beside = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../..",
                name));
            return File.Exists(beside) ? beside : name;
        }
    }
}
