using Reining.Chapters;
using Reining.Cli;
using Reining.Tests;
using Reining.Toy;

namespace Notebooks.Tests;

/// <summary>The checkout under test: its notebooks, and its commands as users run them.</summary>
static class Checkout
{
    // As ./reining sets them.
    static readonly Dictionary<string, string> Settings =
        new() { ["OMP_WAIT_POLICY"] = "passive", ["GOMP_SPINCOUNT"] = "1000", ["GLIBC_TUNABLES"] = "glibc.malloc.hugetlb=1" };

    public static readonly string Root = KernelBuild.Root()!;

    /// <summary>The list of chapters, and one that the library does not know.</summary>
    public static readonly IReadOnlyList<Chapter> AllChapters = [.. ThesisChapters.All, ToyChapter.Chapter];

    /// <summary>Paths of all notebooks, from the folder of notebooks.</summary>
    public static TheoryData<string> Notebooks => [.. Chapters, .. Solutions];

    /// <summary>Those of the chapters.</summary>
    public static IEnumerable<string> ChapterNotebooks => AllChapters.SelectMany(c => c.Notebooks);

    /// <summary>Those of the chapters.</summary>
    public static TheoryData<string> Chapters => [.. ChapterNotebooks];

    /// <summary>Those with the exercises solved.</summary>
    public static TheoryData<string> Solutions => [.. Stored().Where(IsSolution)];

    public static string Notebook(string name) => Path.GetFullPath(Path.Combine(Root, "notebooks", name));

    /// <summary>From a notebook's folder up to the checkout's.</summary>
    public static string Up(string name) => Path.GetRelativePath(Path.GetDirectoryName(Notebook(name))!, Root) + "/";

    public static bool IsSolution(string notebook) => notebook.StartsWith("solutions", StringComparison.Ordinal);

    /// <summary>What lies in the folder of notebooks.</summary>
    public static IEnumerable<string> Stored() => Directory.EnumerateFiles(Notebook(""), "*.ipynb", SearchOption.AllDirectories)
        .Select(p => Path.GetRelativePath(Notebook(""), p))
        .Order(StringComparer.Ordinal);

    public static (int ExitCode, string Output) Reining(params string[] arguments) => Run("Reining.Cli", arguments);

    /// <summary>The same tool with the chapter that the library does not know.</summary>
    public static (int ExitCode, string Output) Toy(params string[] arguments) => Run("Reining.Toy", arguments);

    static (int ExitCode, string Output) Run(string program, string[] arguments)
    {
        var (exitCode, output, error) = Processes.Run(
            Environment.ProcessPath!,
            ["exec", Path.Combine(Root, "artifacts", "bin", program, "release", $"{program}.dll"), .. arguments], Settings);
        return (exitCode, output + error);
    }
}
