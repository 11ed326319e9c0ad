using System.Text.Json.Nodes;
using Reining.Tests;

namespace Reining.Cli.Tests;

/// <summary>A chapter that the library does not know (tests/Reining.Toy) appears in every command, beside all others.</summary>
public sealed class ToyTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("reining-toy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string Out(string path = "") => Path.Combine(_folder, path);

    static string Run(params string[] arguments)
    {
        string[] command = ["exec", Path.Combine(AppContext.BaseDirectory, "Reining.Toy.dll"), .. arguments];
        var (exitCode, output, error) = Processes.Run(Environment.ProcessPath!, command, new Dictionary<string, string>());
        Assert.True(exitCode == 0, output + error);
        return output;
    }

    Dictionary<string, string> Verdicts() => JsonNode.Parse(File.ReadAllText(Out("claims.json")))!["claims"]!.AsArray()
        .ToDictionary(c => (string)c!["id"]!, c => (string)c!["verdict"]!);

    [Fact]
    public void GivenTheToy_WhenHelpIsAsked_ThenItStandsBesideTheChapters()
    {
        Assert.Contains("toy (toy-line: a line)", Run("run", "--help").ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("toy-line", Run("reproduce", "--help"), StringComparison.Ordinal);
    }

    [Fact]
    public void GivenTwoChapters_WhenEachIsRun_ThenItLeavesTheOthersClaims()
    {
        var output = Run("run", "toy", "--profile", "smoke", "-o", _folder);
        Assert.Contains("toy/T1 undecided: A trained line is much closer to held-out points than their mean.", output,
            StringComparison.Ordinal);
        Assert.Contains("one seed: first look: its comparison holds", output, StringComparison.Ordinal);
        Assert.Equal("undecided", Verdicts()["toy/T1"]);
        Assert.True(File.Exists(Out("toy/toy-line.json")) && File.Exists(Out("toy/measurements.md")));

        Run("run", "rae-grammar", "--profile", "smoke", "-o", _folder);
        Assert.Superset(new HashSet<string> { "toy/T1", "rae/R15", "thesis/T1" }, Verdicts().Keys.ToHashSet());
        var grammar = File.GetLastWriteTimeUtc(Out("rae/rae-grammar.json"));

        Run("run", "toy", "--profile", "standard", "-o", _folder);
        Assert.Equal(("holds", "undecided"), (Verdicts()["toy/T1"], Verdicts()["rae/R15"]));
        Assert.Equal(grammar, File.GetLastWriteTimeUtc(Out("rae/rae-grammar.json")));

        var all = Run("claims", "-o", _folder);
        Assert.Contains("toy/T1", all, StringComparison.Ordinal);
        Assert.Contains("rae/R15", all, StringComparison.Ordinal);
        var one = Run("claims", "toy/T1", "-o", _folder);
        Assert.StartsWith("toy/T1 holds: A trained line", one, StringComparison.Ordinal);
        Assert.Matches("line: squared error ≤ 0.5 × mean: 0.*ratio ≤ 0.5", one);
        Assert.Contains("profile standard, seeds 1, 2, 3", one, StringComparison.Ordinal);
        Assert.DoesNotContain("rae/", one, StringComparison.Ordinal);
        Assert.StartsWith("rae/R1 not testable here: ", Run("claims", "rae", "-o", _folder), StringComparison.Ordinal);
    }

    [Fact]
    public void GivenTheToy_WhenReproduced_ThenWorkersRunItAndItsNotebookBecomesAPage()
    {
        var output = Run("reproduce", "toy", "--profile", "smoke", "--seeds", "1", "2", "3", "-o", _folder);
        Assert.Contains("3 of 3 experiments to run", output, StringComparison.Ordinal);
        Assert.Contains("[3/3] line: finished", output, StringComparison.Ordinal);
        Assert.Matches("claims: 1 holds, [0-9]+ not testable here", output); // those that consist of others
        Assert.Equal("holds", Verdicts()["toy/T1"]);
        Assert.Equal(3, Directory.GetFiles(Out("runs"), "result.json", SearchOption.AllDirectories).Length);
        var page = File.ReadAllText(Out("notebooks/toy.html"));
        Assert.Contains("Plotly.newPlot", page, StringComparison.Ordinal);
        Assert.Contains("toy/T1", page, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAClaim_WhenReproduced_ThenOnlyWhatItReadsIsRunAndNoPageIsMade()
    {
        var output = Run("reproduce", "--claim", "toy/T1", "--profile", "smoke", "-o", _folder);
        Assert.Contains("1 of 1 experiments to run", output, StringComparison.Ordinal);
        Assert.Equal(["toy"], Directory.GetDirectories(Out("runs")).Select(Path.GetFileName));
        Assert.Equal("undecided", Verdicts()["toy/T1"]);
        Assert.False(Directory.Exists(Out("notebooks")));
    }
}
