using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary><c>reproduce</c> makes everything of the quick profile from nothing, and every notebook succeeds on what it made.</summary>
public sealed class NotebookTests
{
    [Fact]
    public void GivenNothing_WhenReproduced_ThenEveryRelationIsJudged()
    {
        var claims = JsonNode.Parse(File.ReadAllText(Path.Combine(Reproduction.Folder, "claims.json")))![0]!["claims"]!.AsArray();
        string[] judged = [
            "R1", "R2", "R3", "R4", "R4'", "R5", "R6", "R7", "R8", "R8'", "R9", "R10", "R11", "R12", "R13", "R14", "R15", "Q1a", "Q1b",
            "Q1c", "Q1d", "Q2"
        ];
        Assert.Equal(
            judged.Append("C7").Order(StringComparer.Ordinal), claims.Select(c => (string)c!["id"]!).Order(StringComparer.Ordinal));
        Assert.All(claims.Where(c => (string)c!["id"]! != "C7"), c => Assert.Contains((string)c!["verdict"]!, new[] { "holds", "fails" }));
    }

    [Theory]
    [MemberData(nameof(Checkout.Notebooks), MemberType = typeof(Checkout))]
    public void GivenANotebook_WhenRunInItsQuickProfile_ThenEveryCellSucceedsAndThePageIsSelfContained(string name)
    {
        var solution = Checkout.IsSolution(name);
        var executed = Path.Combine(Reproduction.Folder, "notebooks", name); // where reproduce left the chapters' own
        var page = Path.ChangeExtension(executed, "html");
        if (solution)
        {
            var (exitCode, output) = Checkout.Reining(
                "notebook", "run", Checkout.Notebook(name), "-p", $"outFolder={Reproduction.Folder}", "-o", executed, "--html", page);
            Assert.True(exitCode == 0, output);
        }

        var types = Executed.Outputs(executed).SelectMany(o => o!["data"]?.AsObject().Select(d => d.Key) ?? []).ToHashSet();
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

    [Theory]
    [MemberData(nameof(Checkout.Notebooks), MemberType = typeof(Checkout))]
    public void GivenANotebook_WhenLinted_ThenNothingIsFound(string name)
    {
        var (exitCode, output) = Checkout.Reining("notebook", "lint", Checkout.Notebook(name));
        Assert.True(exitCode == 0, output);
    }
}
