using Reining.Chapters;
using Reining.Chapters.Autoencoders.Expressions;
using Reining.Chapters.Autoencoders.Molecules;
using Keys = Reining.Chapters.Autoencoders.Expressions.GrammarEvaluation;

namespace Reining.Tests.Chapters;

/// <summary>R15 on measurements made by hand: it holds, stands on its margins, and fails just beyond them.</summary>
public class GrammarClaimsTests
{
    static IEnumerable<Measurement> Rows(string model, double valid, double score) =>
        Measurements.Seeds.Select(seed => new Measurement(model, seed)
        {
            Numbers = new Dictionary<string, double>
            {
                [Keys.Reconstructed] = 0.5,
                [Keys.PriorValid] = 0.5,
                [Keys.GaussianValid] = 0.9,
                [Keys.SearchValid] = valid,
                [Keys.MeanScore] = score,
                [Keys.PredictionError] = 0.7,
                [Keys.BestOfData] = 0.1,
                [Keys.Best(0)] = 0.39,
                [Keys.Best(1)] = 4.5,
            },
            Texts = new Dictionary<string, string> { [Keys.Best(0)] = "x", [Keys.Best(1)] = "1" },
        });

    static readonly Measurement[] Grae = [.. Rows("grae", 1, 3.22)], Gvae = [.. Rows("gvae", 0.99, 3.26)],
        Cvae = [.. Rows("cvae", 0.82, 4.74)];

    static Claim R15 => GrammarClaims.All.Single(c => c.Id == "rae/R15");

    [Fact]
    public void GivenThePapersNumbers_WhenJudged_ThenTheRelationHolds()
    {
        var claim = R15.Judge([.. Grae, .. Gvae, .. Cvae]);
        Assert.Equal(Verdict.Holds, claim.Verdict);
        Assert.StartsWith("3 seeds: all 7 comparisons hold, the closest: GVAE: valid ≥ 0.95: 0.99 against 0.95", claim.Why,
            StringComparison.Ordinal);
        Assert.Equal([4.74, 4.74, 4.74], claim.Comparisons[^1].Right);
    }

    [Theory]
    [InlineData(0.95, 3.22, 0.82, 4.74, Verdict.Holds)]
    [InlineData(0.949, 3.22, 0.82, 4.74, Verdict.Fails)]
    [InlineData(1, 3.22, 0.99, 4.74, Verdict.Holds)] // the character model is as valid as the Grammar VAE
    [InlineData(1, 3.22, 0.991, 4.74, Verdict.Fails)]
    [InlineData(1, 2.78, 0.82, 4.74, Verdict.Holds)] // 3.26 · 0.85 = 2.771
    [InlineData(1, 2.76, 0.82, 4.74, Verdict.Fails)]
    [InlineData(1, 3.22, 0.82, 3.26, Verdict.Holds)]
    [InlineData(1, 3.22, 0.82, 3.25, Verdict.Fails)]
    [InlineData(1, 3.22, 0.82, double.NaN, Verdict.Undecided)] // nothing valid to score
    public void GivenAMargin_WhenJudged_ThenTheVerdictTurnsThere(double graeValid, double graeScore, double cvaeValid, double cvaeScore,
        Verdict expected) =>
        Assert.Equal(expected, R15.Judge([.. Rows("grae", graeValid, graeScore), .. Gvae, .. Rows("cvae", cvaeValid, cvaeScore)]).Verdict);

    [Fact]
    public void GivenAnOutlierAmongThreeSeeds_WhenJudged_ThenTheRelationIsUndecidedAndSaysHowManySeedsCouldDecide()
    {
        Measurement[] outlier = [Grae[0], Grae[1].Set(Keys.SearchValid, 0.2).Set(Keys.MeanScore, 6), Grae[2].Set(Keys.MeanScore, 3.2)];
        var claim = R15.Judge([.. outlier, .. Gvae, .. Cvae]);
        Assert.Equal(Verdict.Undecided, claim.Verdict);
        Assert.Matches(@"^3 seeds: \d of 7 comparisons (is|are) undecided: ", claim.Why);
        Assert.Matches("(\\d+ seeds could decide|more than 50 seeds would be needed)$", claim.Why);
        Assert.Equal([1, 0.2, 1], claim.Comparisons[0].Left);
    }

    [Fact]
    public void GivenAModelThatWasNotRun_WhenJudged_ThenTheRelationIsNotTestable()
    {
        var claim = R15.Judge([.. Grae, .. Gvae]);
        Assert.Equal((Verdict.NotTestableHere, "not measured yet: cvae"), (claim.Verdict, claim.Why));
        var molecules = MoleculePart.Part.Claims.Single(c => c.Id == "rae/C7").Judge([.. Grae, .. Gvae, .. Cvae]); // those are expressions'
        Assert.Equal(Verdict.NotTestableHere, molecules.Verdict);
    }

    [Fact]
    public void GivenResults_WhenTabled_ThenTheThesisStandsBesideOursAndMoleculesHaveATableOfTheirOwn()
    {
        Measurement[] one = [Grae[0], Gvae[0], Rows("cvae", 0, double.NaN).First()];
        var table = new GrammarResults(GrammarProfile.Smoke, one).Table();
        Assert.Contains("random 400 of 100000 strings", table.Title, StringComparison.Ordinal);
        string[] first = ["expressions", "GRAE", "1.00 ± 0.00", "1.000", "3.22 ± 0.03", "3.22", "0.39, 0.39, 0.43", "0.39, 4.50"];
        Assert.Equal(first, Enumerable.Range(0, 8).Select(c => table.Cell(0, c)));
        Assert.Equal("–", table.Cell(2, 5));
        Assert.Equal("in the table of molecules", table.Cell(3, 7));
    }
}
