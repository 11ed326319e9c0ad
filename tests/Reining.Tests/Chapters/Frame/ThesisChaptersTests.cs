using System.Text.RegularExpressions;
using Reining.Chapters;

namespace Reining.Tests.Chapters.Frame;

/// <summary>What must be true of all chapters together.</summary>
public partial class ThesisChaptersTests
{
    /// <summary>Chapters that statements speak of and that are still to be written.</summary>
    static readonly string[] Unwritten = ["synthesis"];

    static readonly string Root = Path.GetFullPath(Path.Combine(Golden.Path(""), "..", ".."));

    static IReadOnlyList<Claim> Claims => [.. ThesisChapters.All.SelectMany(c => c.Claims)];

    [Fact]
    public void GivenAllChapters_WhenTheirClaimsAreListed_ThenEveryIdentifierIsWellFormedAndUnique()
    {
        Assert.All(Claims, c => Assert.Matches(Identifier(), c.Id));
        Assert.Equal(Claims.Count, Claims.Select(c => c.Id).Distinct().Count());
        Assert.All(ThesisChapters.All, chapter =>
            Assert.All(chapter.Claims, c => Assert.StartsWith($"{chapter.Name}/", c.Id, StringComparison.Ordinal)));
        Assert.True(Claims.Count > 30);
    }

    [Fact]
    public void GivenAllChapters_WhenTheirClaimsAreListed_ThenEachNamesAFactSheetThatIsThereAndMarginsOrAReason()
    {
        Assert.All(Claims, c =>
            Assert.True(File.Exists(Path.Combine(Root, "docs", "thesis", c.Source.Split(' ')[0])), $"{c.Id}: {c.Source}"));
        Assert.All(Claims, c =>
            Assert.Equal(1, new[] { c.Comparisons.Count > 0, c.Parts.Count > 0, c.NotTestable is not null }.Count(x => x)));
        Assert.All(Claims, c =>
            Assert.False(c.Statement.EndsWith('.') || c.Statement.Length < 20, c.Statement)); // the command line ends it
    }

    [Fact]
    public void GivenTheStatements_WhenTheirPartsAreListed_ThenEachExistsOrBelongsToAChapterThatIsStillToBeWritten()
    {
        var known = Claims.Select(c => c.Id).ToHashSet();
        var written = ThesisChapters.All.Select(c => c.Name).ToHashSet();
        var named = Claims.SelectMany(c => c.Parts.Concat(c.Premises).Select(other => (c.Id, Other: other))).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, n => Assert.Matches(Identifier(), n.Other));
        Assert.All(named.Where(n => !known.Contains(n.Other)), n =>
        {
            var chapter = n.Other.Split('/')[0];
            Assert.True(Unwritten.Contains(chapter) && !written.Contains(chapter), $"{n.Id} speaks of {n.Other}");
        });
        Assert.Equal(11, Claims.Count(c => c.Id.StartsWith("thesis/T", StringComparison.Ordinal)));
    }

    [Fact]
    public void GivenAllChapters_WhenSettledWithNothingMeasured_ThenNothingIsDecidedAndThereIsNoCircle() => Assert.All(
        new ClaimReport([.. Claims.Select(c => c.Judge([]))]).Settled().Claims, c => Assert.Equal(Verdict.NotTestableHere, c.Verdict));

    [Fact]
    public void GivenAllChapters_WhenTheirPartsAreListed_ThenNamesAreUniqueAndNotebooksAreThere()
    {
        string[] names = ["all", .. ThesisChapters.All.SelectMany(c => c.Parts.Select(p => p.Name).Prepend(c.Name))];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(ThesisChapters.All.SelectMany(c => c.Notebooks), n => Assert.True(File.Exists(Path.Combine(Root, "notebooks", n)), n));
    }

    [Theory]
    [InlineData("smoke", 1)]
    [InlineData("quick", 1)]
    [InlineData("standard", 3)]
    [InlineData("paper", 3)]
    public void GivenAProfile_WhenEveryClaimIsAskedWhatItNeeds_ThenItsPartMakesThoseExperimentsInEverySeed(string profile, int seeds)
    {
        foreach (var part in ThesisChapters.All.SelectMany(c => c.Parts).Where(p => p.Claims.Count > 0))
        {
            var made = part.Experiments(new RunRequest(profile, Path.Combine(Path.GetTempPath(), "reining-nothing-is-written-here")));
            // What a claim says of itself to need, such as a larger profile, the largest has.
            var asked = part.Claims.Where(c => c.Prerequisite is null || profile == "paper");
            foreach (var (claim, need) in asked.SelectMany(c => c.Needs().Select(n => (c.Id, n))))
            {
                var fitting = made.Where(e => e.Model == need.Model && e.Arm == need.Arm && (need.Data is null || e.Data == need.Data));
                Assert.True(fitting.Select(e => e.Seed).Distinct().Count() >= seeds, $"{claim} needs {need} in {profile}");
            }
        }
    }

    [GeneratedRegex("^[a-z]+/[A-Z]+-?\\d+[a-z]?$")]
    private static partial Regex Identifier();
}
