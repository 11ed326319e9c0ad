using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary><c>reproduce</c> makes everything of a profile from nothing, and every notebook succeeds on what it made.</summary>
public sealed class NotebookTests
{
    static readonly string[] Words = ["holds", "fails", "undecided", "premise failed", "not testable here"];

    [Fact]
    public void GivenNothing_WhenReproduced_ThenEveryClaimOfEveryChapterIsJudged()
    {
        var judged = JsonNode.Parse(File.ReadAllText(Path.Combine(Reproduction.Folder, "claims.json")))!["claims"]!.AsArray()
            .ToDictionary(c => (string)c!["id"]!, c => c!.AsObject());
        var claims = Checkout.AllChapters.SelectMany(c => c.Claims).ToList();
        Assert.Equal(claims.Select(c => c.Id).Order(StringComparer.Ordinal), judged.Keys.Order(StringComparer.Ordinal));
        Assert.All(judged.Values, c => Assert.Contains((string)c["verdict"]!, Words));
        // One seed decides nothing but exact checks; it gives a first look. What a few images cannot show is not measured in smoke.
        // What needs more than the set-up brings says so where it is not there.
        var lacking = claims.Where(c => c.Prerequisite is not null && (string)judged[c.Id]["verdict"]! == "not testable here").ToList();
        Assert.All(lacking, c => Assert.EndsWith(c.Prerequisite!, (string)judged[c.Id]["why"]!, StringComparison.Ordinal));
        var measured = claims.Except(lacking).Where(c => c.Comparisons.Any(x => !x.IsExact)
            && (Reproduction.Profile != "smoke" || (string)judged[c.Id]["verdict"]! != "not testable here")).ToList();
        var byName = Checkout.AllChapters.SelectMany(c => c.Parts).Where(p => p.IsApart).SelectMany(p => p.Claims).ToList();
        Assert.All(byName, c => Assert.Contains(c, lacking)); // a reproduction does not run them
        Assert.True(measured.Count > (claims.Count - byName.Count) / 2);
        Assert.All(measured, c =>
        {
            Assert.Equal("undecided", (string)judged[c.Id]["verdict"]!);
            Assert.StartsWith("one seed: first look: ", (string)judged[c.Id]["why"]!, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void GivenTheListOfChapters_WhenTheirNotebooksAreListed_ThenNoneIsLeftOutAndTheToysIsAmongThem()
    {
        Assert.Superset(Checkout.Stored().Where(p => !Checkout.IsSolution(p)).ToHashSet(), Checkout.ChapterNotebooks.ToHashSet());
        Assert.Contains(Checkout.ChapterNotebooks, n => n.EndsWith("toy.ipynb", StringComparison.Ordinal));
        Assert.All(Checkout.ChapterNotebooks, n => Assert.True(File.Exists(Checkout.Notebook(n)), n));
    }

    [Theory]
    [MemberData(nameof(Checkout.Notebooks), MemberType = typeof(Checkout))]
    public void GivenANotebook_WhenRunByReproduce_ThenEveryCellSucceedsAndThePageIsSelfContained(string name)
    {
        var solution = Checkout.IsSolution(name);
        var executed = Reproduction.Executed(name);
        var page = Path.ChangeExtension(executed, "html");

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
    public void GivenANotebook_WhenLinted_ThenNothingIsFoundAndItCanBeReadWithoutBeingRun(string name)
    {
        string[] outputs = Checkout.Stored().Contains(name) ? ["--outputs"] : []; // the toy's are not stored
        var (exitCode, output) = Checkout.Reining(["notebook", "lint", .. outputs, Checkout.Notebook(name)]);
        Assert.True(exitCode == 0, output);
    }
}
