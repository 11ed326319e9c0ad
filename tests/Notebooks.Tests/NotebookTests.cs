using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary>
/// <c>reproduce</c> makes everything of the quick profile from nothing, and every notebook succeeds on what it made,
/// by each of the commands that users have.
/// </summary>
public sealed class NotebookTests(NotebookTests.Reproduction reproduction) : IClassFixture<NotebookTests.Reproduction>
{
    const string Solutions = "solutions", DebiansPython = "/usr/bin/python3";
    static readonly string Root = FindRoot();

    public static TheoryData<string> Notebooks => [.. Directory.EnumerateFiles(Path.Combine(Root, "notebooks"), "*.ipynb", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(Path.Combine(Root, "notebooks"), p)).Order(StringComparer.Ordinal)];

    /// <summary>What <c>./reproduce</c> leaves, and the kernel as a user installs it; both made when first asked for.</summary>
    public sealed class Reproduction : IDisposable
    {
        readonly string _folder = Directory.CreateTempSubdirectory("reining-notebook-").FullName;
        readonly Lazy<(int ExitCode, string Output)> _run, _kernel;

        public Reproduction() =>
            (_run, _kernel) = (new(() => Reining("reproduce", "--out", _folder)), new(() => Reining("kernel", "install", "--plain", "--as", ".net-csharp", "--prefix", _folder)));

        public string Folder => Succeeded(_run);

        public string KernelPrefix => Succeeded(_kernel);

        public void Dispose() => Directory.Delete(_folder, recursive: true);

        string Succeeded(Lazy<(int ExitCode, string Output)> command)
        {
            Assert.True(command.Value.ExitCode == 0, command.Value.Output);
            return _folder;
        }
    }

    [Fact]
    public void GivenNothing_WhenReproduced_ThenEveryRelationIsJudged()
    {
        var claims = JsonNode.Parse(File.ReadAllText(Path.Combine(reproduction.Folder, "claims.json")))![0]!["claims"]!.AsArray();
        string[] judged = ["R1", "R2", "R3", "R4", "R4'", "R5", "R6", "R7", "R8", "R8'", "R9", "R10", "R11", "R12", "R13", "R14", "R15", "Q1a", "Q1b", "Q1c", "Q1d", "Q2"];
        Assert.Equal(judged.Append("C7").Order(StringComparer.Ordinal), claims.Select(c => (string)c!["id"]!).Order(StringComparer.Ordinal));
        Assert.All(claims.Where(c => (string)c!["id"]! != "C7"), c => Assert.Contains((string)c!["verdict"]!, new[] { "holds", "fails" }));
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void GivenANotebook_WhenRunInItsQuickProfile_ThenEveryCellSucceedsAndThePageIsSelfContained(string name)
    {
        var solution = name.StartsWith(Solutions, StringComparison.Ordinal);
        var executed = Path.Combine(reproduction.Folder, "notebooks", name); // where reproduce left the chapters' own
        var page = Path.ChangeExtension(executed, "html");
        if (solution)
        {
            var (exitCode, output) = Reining("notebook", "run", Path.Combine(Root, "notebooks", name), "-p", $"outFolder={reproduction.Folder}", "-o", executed, "--html", page);
            Assert.True(exitCode == 0, output);
        }

        var types = Outputs(executed).SelectMany(o => o!["data"]?.AsObject().Select(d => d.Key) ?? []).ToHashSet();
        var html = File.ReadAllText(page);
        if (solution)
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

    [SkippableTheory]
    [MemberData(nameof(Notebooks))]
    public void GivenTheInstalledKernel_WhenNbconvertExecutesANotebook_ThenEveryCellSucceeds(string name)
    {
        Skip.IfNot(File.Exists(DebiansPython) && Run(DebiansPython, ["-c", "import nbconvert"]).ExitCode == 0, "nbconvert is missing; install Debian's jupyter-nbconvert.");
        // nbconvert sets no parameters, and starts the kernel in the notebook's folder.
        var (folder, here) = (reproduction.Folder, Path.Combine(reproduction.Folder, "asked.ipynb"));
        var up = name.StartsWith(Solutions, StringComparison.Ordinal) ? "../../" : "../";
        File.WriteAllText(here, File.ReadAllText(Path.Combine(Root, "notebooks", name)).Replace($"{up}artifacts", $"{Root}/artifacts").Replace($"\\\"{up}out\\\"", $"\\\"{folder}\\\""));

        var (exitCode, log) = Run(DebiansPython, ["-m", "nbconvert", "--to", "notebook", "--execute", "--ExecutePreprocessor.timeout=300", "--output", "executed.ipynb", here],
            ("JUPYTER_PATH", Path.Combine(reproduction.KernelPrefix, "share", "jupyter")), ("JUPYTER_PLATFORM_DIRS", "1"));

        Assert.True(exitCode == 0, log);
        Assert.NotEmpty(Outputs(Path.Combine(folder, "executed.ipynb")));
    }

    static List<JsonNode?> Outputs(string executed)
    {
        var cells = JsonNode.Parse(File.ReadAllText(executed))!["cells"]!.AsArray().Where(c => (string?)c!["cell_type"] == "code").ToList();
        Assert.All(cells, c => Assert.NotNull(c!["execution_count"]));
        var outputs = cells.SelectMany(c => c!["outputs"]!.AsArray()).ToList();
        Assert.DoesNotContain(outputs, o => (string?)o!["output_type"] == "error");
        return outputs;
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void GivenANotebook_WhenLinted_ThenNothingIsFound(string name)
    {
        var (exitCode, output) = Reining("notebook", "lint", Path.Combine(Root, "notebooks", name));
        Assert.True(exitCode == 0, output);
    }

    static (int ExitCode, string Output) Reining(params string[] arguments) =>
        Run(Environment.ProcessPath!, ["exec", Path.Combine(Root, "artifacts", "bin", "Reining.Cli", "release", "Reining.Cli.dll"), .. arguments], ("OMP_WAIT_POLICY", "passive"));

    static (int ExitCode, string Output) Run(string program, string[] arguments, params (string Name, string Value)[] environment)
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
