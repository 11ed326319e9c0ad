using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary>Every notebook runs from top to bottom in its quick profile, from nothing, by the command that a user would use.</summary>
public sealed class NotebookTests(NotebookTests.OutFolder runs) : IClassFixture<NotebookTests.OutFolder>
{
    const string Solutions = "solutions";
    static readonly string Root = FindRoot();
    readonly string _folder = runs.Path;

    public static TheoryData<string> Notebooks => [.. Directory.EnumerateFiles(Path.Combine(Root, "notebooks"), "*.ipynb", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(Path.Combine(Root, "notebooks"), p)).Order(StringComparer.Ordinal)];

    /// <summary>Empty at first; what one notebook has trained the next reads back, as after <c>./reproduce</c>.</summary>
    public sealed class OutFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("reining-notebook-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void GivenANotebook_WhenRunInItsQuickProfile_ThenEveryCellSucceedsAndThePageIsSelfContained(string name)
    {
        var executed = Path.Combine(_folder, "executed.ipynb");
        var page = Path.Combine(_folder, "page.html");

        var (exitCode, output) = Reining("notebook", "run", Path.Combine(Root, "notebooks", name), "-p", $"outFolder={_folder}", "-o", executed, "--html", page);

        Assert.True(exitCode == 0, output);
        var cells = JsonNode.Parse(File.ReadAllText(executed))!["cells"]!.AsArray().Where(c => (string?)c!["cell_type"] == "code").ToList();
        Assert.All(cells, c => Assert.NotNull(c!["execution_count"]));
        var outputs = cells.SelectMany(c => c!["outputs"]!.AsArray()).ToList();
        Assert.DoesNotContain(outputs, o => (string?)o!["output_type"] == "error");
        var types = outputs.SelectMany(o => o!["data"]?.AsObject().Select(d => d.Key) ?? []).ToHashSet();
        var html = File.ReadAllText(page);
        if (name.StartsWith(Solutions, StringComparison.Ordinal))
        {
            Assert.Contains("text/html", types);
        }
        else
        {
            Assert.Superset(new HashSet<string> { "image/png", "text/html", "application/vnd.plotly.v1+json" }, types);
            Assert.Contains("Plotly.newPlot", html);
        }
        Assert.DoesNotMatch("<(script|link|img)[^>]+(src|href)=\"https?:", html);
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void GivenANotebook_WhenLinted_ThenNothingIsFound(string name)
    {
        var (exitCode, output) = Reining("notebook", "lint", Path.Combine(Root, "notebooks", name));
        Assert.True(exitCode == 0, output);
    }

    static (int ExitCode, string Output) Reining(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["exec", Path.Combine(Root, "artifacts", "bin", "Reining.Cli", "release", "Reining.Cli.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_WAIT_POLICY"] = "passive";
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
