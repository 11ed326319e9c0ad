using System.Text.Json.Nodes;
using Reining.Chapters;
using Reining.Tests.Data;

namespace Reining.Tests.Chapters.Frame;

/// <summary>The file of all claims: what is merged, what travels along premises and parts.</summary>
public sealed class ClaimReportTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string FilePath => _folder.File("out/claims.json");

    static ClaimResult Judged(string id, Verdict verdict, params string[] premises)
    {
        var claim = World.AtMostOne(id, "a") with { Premises = premises };
        var result = claim.Judge(verdict switch
        {
            Verdict.Holds => World.Of("a", 0.5, 0.5, 0.5),
            Verdict.Fails => World.Of("a", 2, 2, 2),
            Verdict.Undecided => World.Of("a", 0.5, 1, 2),
            _ => [],
        });
        Assert.Equal(verdict, result.Verdict);
        return result;
    }

    static ClaimResult Whole(string id, params string[] parts) =>
        new Claim(id, "all of them", "outline.md §1.1") { Parts = parts }.Judge([]);

    static Dictionary<string, ClaimResult> Settled(params ClaimResult[] claims) =>
        new ClaimReport(claims).Settled().Claims.ToDictionary(c => c.Id);

    [Fact]
    public void GivenAFile_WhenClaimsAreMerged_ThenOthersStayAndTheSameOnesAreReplacedInTheirPlace()
    {
        ClaimReport.Merge(FilePath, [Judged("rae/R1", Verdict.Holds), Judged("rae/R2", Verdict.Holds)]);
        var merged = ClaimReport.Merge(FilePath, [Judged("rae/R1", Verdict.Fails), Judged("toy/T1", Verdict.Holds)]);
        Assert.Equal([("rae/R1", Verdict.Fails), ("rae/R2", Verdict.Holds), ("toy/T1", Verdict.Holds)],
            merged.Claims.Select(c => (c.Id, c.Verdict)));
        Assert.Equal(Text(merged), Text(ClaimReport.Load(FilePath)));
    }

    [Fact]
    public void GivenProcessesThatMergeAtOnce_WhenAllAreDone_ThenNoClaimIsLost()
    {
        const int Count = 16;
        Parallel.For(0, Count, i => ClaimReport.Merge(FilePath, [Judged($"rae/R{i}", Verdict.Holds)]));
        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"rae/R{i}").Order(StringComparer.Ordinal),
            ClaimReport.Load(FilePath).Claims.Select(c => c.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void GivenAFailedPremise_WhenSettled_ThenItTravelsOverTwoSteps()
    {
        var claims = Settled(Judged("rae/R3", Verdict.Holds, "rae/R2"), Judged("rae/R2", Verdict.Holds, "rae/R1"),
            Judged("rae/R1", Verdict.Fails));
        Assert.Equal(Verdict.Fails, claims["rae/R1"].Verdict);
        Assert.Equal((Verdict.PremiseFailed, Verdict.Holds), (claims["rae/R2"].Verdict, claims["rae/R2"].OwnVerdict));
        Assert.Equal(Verdict.PremiseFailed, claims["rae/R3"].Verdict);
        Assert.StartsWith("premise failed: rae/R2. 3 seeds: its comparison holds", claims["rae/R3"].Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Verdict.Holds, Verdict.Holds)]
    [InlineData(Verdict.Undecided, Verdict.Holds)]
    [InlineData(Verdict.NotTestableHere, Verdict.Holds)]
    [InlineData(Verdict.Fails, Verdict.PremiseFailed)]
    public void GivenAPremise_WhenSettled_ThenOnlyItsFailureCounts(Verdict premise, Verdict expected) =>
        Assert.Equal(expected, Settled(Judged("rae/R1", premise), Judged("rae/R2", Verdict.Holds, "rae/R1"))["rae/R2"].Verdict);

    [Fact]
    public void GivenAClaimThatCannotBeTested_WhenItsPremiseFails_ThenItStaysSo() => Assert.Equal(
        Verdict.NotTestableHere,
        Settled(Judged("rae/R1", Verdict.Fails), Judged("rae/R2", Verdict.NotTestableHere, "rae/R1"))["rae/R2"].Verdict);

    [Fact]
    public void GivenAPremiseThatIsMendedLater_WhenMerged_ThenTheClaimHasItsOwnVerdictAgain()
    {
        ClaimReport.Merge(FilePath, [Judged("rae/R1", Verdict.Fails), Judged("rae/R2", Verdict.Holds, "rae/R1")]);
        var before = ClaimReport.Load(FilePath).Claims[1];
        var after = ClaimReport.Merge(FilePath, [Judged("rae/R1", Verdict.Holds)]).Claims[1];
        Assert.Equal((Verdict.PremiseFailed, Verdict.Holds), (before.Verdict, after.Verdict));
        Assert.StartsWith("3 seeds: ", after.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAReport_WhenSettledTwice_ThenItIsTheSameAsOnce()
    {
        var once = new ClaimReport([
            Judged("rae/R1", Verdict.Fails), Judged("rae/R2", Verdict.Holds, "rae/R1"),
            Judged("rae/R3", Verdict.Undecided, "rae/R2", "rae/R1"),
            Whole("thesis/T1", "rae/R3", "gif/C1"),
        ]).Settled();
        Assert.Equal(Text(once), Text(once.Settled()));
    }

    [Theory]
    [InlineData("rae/R1", "rae/R1")]
    [InlineData("rae/R2", "rae/R1")]
    public void GivenACircle_WhenSettled_ThenItIsAnError(string premise, string second)
    {
        ClaimResult[] claims = [Judged("rae/R1", Verdict.Holds, premise), Judged("rae/R2", Verdict.Holds, second)];
        Refusal.Of<InvalidOperationException>(() => Settled(claims), "without a circle");
    }

    [Fact]
    public void GivenParts_WhenSettled_ThenTheStatementIsTheirConjunctionAndSaysWhatIsMissing()
    {
        var claims = Settled(
            Whole("thesis/T1", "rae/R1", "rae/R2"), Whole("thesis/T2", "rae/R1", "gif/C1"), Whole("thesis/T3", "gif/C1", "gif/C2"),
            Whole("thesis/T4", "rae/R1", "rae/R3"),
            Judged("rae/R1", Verdict.Holds), Judged("rae/R2", Verdict.Holds), Judged("rae/R3", Verdict.Fails));
        Assert.Equal((Verdict.Holds, "rae/R1 holds, rae/R2 holds"), (claims["thesis/T1"].Verdict, claims["thesis/T1"].Why));
        Assert.Equal((Verdict.Undecided, "rae/R1 holds, gif/C1 not measured yet"), (claims["thesis/T2"].Verdict, claims["thesis/T2"].Why));
        Assert.Equal((Verdict.NotTestableHere, "gif/C1 not measured yet, gif/C2 not measured yet"),
            (claims["thesis/T3"].Verdict, claims["thesis/T3"].Why));
        Assert.Equal((Verdict.Fails, "rae/R1 holds, rae/R3 fails"), (claims["thesis/T4"].Verdict, claims["thesis/T4"].Why));
    }

    [Fact]
    public void GivenAReport_WhenWritten_ThenItHasTheAgreedShapeAndReadsBackTheSame()
    {
        var report = new ClaimReport([
            Judged("rae/R1", Verdict.Holds), Judged("rae/R2", Verdict.Fails), Judged("rae/R3", Verdict.Undecided),
            Judged("rae/R4", Verdict.Holds, "rae/R2"),
            Judged("rae/R5", Verdict.NotTestableHere), World.AtMostOne("rae/R6", "a").Judge(World.Of("a", double.NaN)),
            Judged("rae/R7", Verdict.Holds) with
            {
                Provenance = new("quick", [1], ["abc"], ["cpu"], 1.5, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc)),
            },
        ]).Settled();
        report.Save(FilePath);
        Assert.Equal(Text(report), Text(ClaimReport.Load(FilePath)));

        var claims = JsonNode.Parse(File.ReadAllText(FilePath))!["claims"]!.AsArray();
        Assert.Equal(["holds", "fails", "undecided", "premise failed", "not testable here"],
            claims.Take(5).Select(c => (string)c!["verdict"]!));
        string[] keys =
        [
            "id", "statement", "source", "margins", "verdict", "own_verdict", "why", "premises", "parts", "seeds", "comparisons",
            "provenance",
        ];
        Assert.All(claims, c => Assert.Equal(keys.Order(), c!.AsObject().Select(p => p.Key).Order()));
        Assert.Equal("NaN", (string)claims[5]!["comparisons"]![0]!["left"]![0]!);
        Assert.Equal([0.5, 0.5, 0.5], claims[0]!["comparisons"]![0]!["left"]!.AsArray().Select(v => (double)v!));
    }

    [Theory]
    [InlineData("{\"claims\":")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[{\"chapter\":\"rae\"}]")] // as it was before claims had intervals
    [InlineData("{\"claims\":[{\"id\":\"rae/R1\",\"statement\":\"\",\"source\":\"\",\"verdict\":\"perhaps\"}]}")]
    public void GivenAFileThatDoesNotParse_WhenRead_ThenTheErrorNamesItAndTheRemedy(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllText(FilePath, text);
        var e = Assert.Throws<InvalidDataException>(() => ClaimReport.Load(FilePath));
        Assert.StartsWith($"Read '{FilePath}': expected claims", e.Message, StringComparison.Ordinal);
        Assert.Contains("remove the file", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenNoFile_WhenRead_ThenThereAreNoClaims() => Assert.Empty(ClaimReport.Load(FilePath).Claims);

    [Fact]
    public void GivenAReport_WhenTabled_ThenEachClaimIsARowWithMarginAndVerdict()
    {
        var table = new ClaimReport([Judged("rae/R1", Verdict.Holds)]).Table();
        Assert.Equal(["rae/R1", "a is at most 1", "ratio ≤ 1", "holds"], Enumerable.Range(0, 4).Select(c => table.Cell(0, c)));
    }

    string Text(ClaimReport report)
    {
        var file = _folder.File("text.json");
        report.Save(file);
        return File.ReadAllText(file);
    }
}
