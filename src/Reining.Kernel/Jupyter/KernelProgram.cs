using System.Diagnostics;

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
