using System.Collections.Concurrent;

namespace Notebooks.Tests;

/// <summary>What <c>./reproduce</c> leaves, and the kernel as a user installs it; both made when first asked for,
/// and shared by all tests.</summary>
static class Reproduction
{
    /// <summary>The size of the experiments: <c>smoke</c>, or what <c>scripts/reproduction</c> asks for.</summary>
    public static readonly string Profile = Environment.GetEnvironmentVariable("REINING_TEST_PROFILE") ?? "smoke";

    static readonly string Made = Directory.CreateTempSubdirectory("reining-notebook-").FullName;

    static readonly Lazy<(int ExitCode, string Output)> Run = new(() =>
        Checkout.Reining("reproduce", "--profile", Profile, "--out", Made) is { ExitCode: not 0 } failed
            ? failed
            : Checkout.Toy("reproduce", "toy", "--profile", Profile, "--out", Made));
    static readonly Lazy<(int ExitCode, string Output)> Kernel =
        new(() => Checkout.Reining("kernel", "install", "--plain", "--as", ".net-csharp", "--prefix", Made));

    static readonly ConcurrentDictionary<string, Lazy<(int ExitCode, string Output)>> SolutionRuns = new();

    static Reproduction() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove();

    public static string Folder => Succeeded(Run);

    public static string KernelPrefix => Succeeded(Kernel);

    /// <summary>Where a notebook lies as this kernel executed it: the chapters' by <c>reproduce</c>, solutions when first asked
    /// for.</summary>
    public static string Executed(string name)
    {
        if (!Checkout.IsSolution(name))
            return Path.Combine(Folder, "notebooks", Path.GetFileName(name));
        Succeeded(SolutionRuns.GetOrAdd(name, n => new(() => Checkout.Reining(
            "notebook", "run", Checkout.Notebook(n), "-p", $"profile={Profile}", "-p", $"outFolder={Folder}", "-o", SolutionPath(n),
            "--html", Path.ChangeExtension(SolutionPath(n), "html")))));
        return SolutionPath(name);
    }

    static string SolutionPath(string name)
    {
        var path = Path.Combine(Made, "notebooks", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // a command makes no folder of its own
        return path;
    }

    static void Remove()
    {
        try
        {
            Directory.Delete(Made, recursive: true);
        }
        catch (IOException)
        {
            // A command that was cut off still writes there; what is left is in the system's folder for such things.
        }
    }

    static string Succeeded(Lazy<(int ExitCode, string Output)> command)
    {
        Assert.True(command.Value.ExitCode == 0, command.Value.Output);
        return Made;
    }
}
