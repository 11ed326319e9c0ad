using System.Diagnostics;

namespace Notebooks.Tests;

/// <summary>The checkout under test: its notebooks, and its commands as users run them.</summary>
static class Checkout
{
    public static readonly string Root = FindRoot();

    /// <summary>Paths of all notebooks, below the folder of notebooks.</summary>
    public static TheoryData<string> Notebooks => [.. Directory.EnumerateFiles(Notebook(""), "*.ipynb", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(Notebook(""), p)).Order(StringComparer.Ordinal)];

    public static string Notebook(string name) => Path.Combine(Root, "notebooks", name);

    public static bool IsSolution(string notebook) => notebook.StartsWith("solutions", StringComparison.Ordinal);

    public static (int ExitCode, string Output) Reining(params string[] arguments) =>
        Run(Environment.ProcessPath!, ["exec", Path.Combine(Root, "artifacts", "bin", "Reining.Cli", "release", "Reining.Cli.dll"), .. arguments], ("OMP_WAIT_POLICY", "passive"), ("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1"));

    public static (int ExitCode, string Output) Run(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Reining.Notebooks.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("No Reining.Notebooks.sln above the tests.");
    }
}
