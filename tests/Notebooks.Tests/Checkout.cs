using Reining.Cli;
using Reining.Tests;

namespace Notebooks.Tests;

/// <summary>The checkout under test: its notebooks, and its commands as users run them.</summary>
static class Checkout
{
    // As ./reining sets them.
    static readonly Dictionary<string, string> Settings =
        new() { ["OMP_WAIT_POLICY"] = "passive", ["GOMP_SPINCOUNT"] = "1000", ["GLIBC_TUNABLES"] = "glibc.malloc.hugetlb=1" };

    public static readonly string Root = KernelBuild.Root()!;

    /// <summary>Paths of all notebooks, below the folder of notebooks.</summary>
    public static TheoryData<string> Notebooks => [.. Paths()];

    /// <summary>Those of the chapters.</summary>
    public static TheoryData<string> Chapters => [.. Paths().Where(p => !IsSolution(p))];

    /// <summary>Those with the exercises solved.</summary>
    public static TheoryData<string> Solutions => [.. Paths().Where(IsSolution)];

    public static string Notebook(string name) => Path.Combine(Root, "notebooks", name);

    public static bool IsSolution(string notebook) => notebook.StartsWith("solutions", StringComparison.Ordinal);

    static IEnumerable<string> Paths() => Directory.EnumerateFiles(Notebook(""), "*.ipynb", SearchOption.AllDirectories)
        .Select(p => Path.GetRelativePath(Notebook(""), p))
        .Order(StringComparer.Ordinal);

    public static (int ExitCode, string Output) Reining(params string[] arguments)
    {
        var (exitCode, output, error) = Processes.Run(
            Environment.ProcessPath!,
            ["exec", Path.Combine(Root, "artifacts", "bin", "Reining.Cli", "release", "Reining.Cli.dll"), .. arguments], Settings);
        return (exitCode, output + error);
    }
}
