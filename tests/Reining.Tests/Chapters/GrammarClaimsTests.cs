using Reining.Chapters;
using Reining.Chapters.Rae;

namespace Reining.Tests.Chapters;

/// <summary>R15 on measurements made by hand: it holds, stands on its margins, and fails just beyond them.</summary>
public class GrammarClaimsTests
{
    static GrammarMeasurement Row(string model, double valid, double score, ulong seed = 1) => new(
        model, seed, Reconstructed: 0.5, PriorValid: 0.5, GaussianValid: 0.9, SearchValid: valid, MeanScore: score,
        Best: ["x", "1"], BestScores: [0.39, 4.5], PredictionError: 0.7, BestOfData: 0.1, BestEpoch: 3);

    static readonly GrammarMeasurement Grae = Row("GRAE", 1, 3.22), Gvae = Row("GVAE", 0.99, 3.26), Cvae = Row("CVAE", 0.82, 4.74);

    static Claim Judge(params GrammarMeasurement[] measurements) => GrammarClaims.Of(measurements).Single(c => c.Id == "R15");

    [Fact]
    public void GivenThePapersNumbers_WhenJudged_ThenTheRelationHolds()
    {
        var claim = Judge(Grae, Gvae, Cvae);
        Assert.Equal(Verdict.Holds, claim.Verdict);
        Assert.StartsWith("all 7 comparisons hold: GRAE: valid 1.000", claim.Why, StringComparison.Ordinal);
        Assert.Equal([4.74], claim.Values["CVAE mean_score"]);
    }

    [Theory]
    [InlineData(0.95, 3.22, 0.82, 4.74, true)]
    [InlineData(0.949, 3.22, 0.82, 4.74, false)]
    [InlineData(1, 3.22, 0.99, 4.74, false)] // the character model is as valid as the Grammar VAE
    [InlineData(1, 2.78, 0.82, 4.74, true)] // 3.26 · 0.85 = 2.771
    [InlineData(1, 2.76, 0.82, 4.74, false)]
    [InlineData(1, 3.22, 0.82, 3.26, false)] // not below, but equal
    [InlineData(1, 3.22, 0.82, double.NaN, false)] // nothing valid to score
    public void GivenAMargin_WhenJudged_ThenTheVerdictTurnsThere(double graeValid, double graeScore, double cvaeValid, double cvaeScore, bool holds) =>
        Assert.Equal(holds ? Verdict.Holds : Verdict.Fails, Judge(Row("GRAE", graeValid, graeScore), Gvae, Row("CVAE", cvaeValid, cvaeScore)).Verdict);

    [Fact]
    public void GivenThreeSeeds_WhenJudged_ThenMediansDecide()
    {
        GrammarMeasurement[] outlier = [Grae, Row("GRAE", 0.2, 6, 2), Row("GRAE", 1, 3.2, 3)];
        var claim = Judge([.. outlier, Gvae, Gvae with { Seed = 2 }, Gvae with { Seed = 3 }, Cvae, Cvae with { Seed = 2 }, Cvae with { Seed = 3 }]);
        Assert.Equal(Verdict.Holds, claim.Verdict);
        Assert.EndsWith("(medians of 3 seeds)", claim.Why, StringComparison.Ordinal);
        Assert.Equal([1, 0.2, 1], claim.Values["GRAE search_valid"]);
    }

    [Fact]
    public void GivenAModelThatWasNotRun_WhenJudged_ThenTheRelationIsNotTestable()
    {
        Assert.Equal((Verdict.NotTestableHere, "not measured: CVAE"), (Judge(Grae, Gvae).Verdict, Judge(Grae, Gvae).Why));
        Assert.Equal(Verdict.NotTestableHere, GrammarClaims.Of([Grae, Gvae, Cvae]).Single(c => c.Id == "C7").Verdict);
    }

    [Fact]
    public void GivenResults_WhenTabled_ThenTheThesisStandsBesideOursAndMoleculesAreNotTestable()
    {
        var table = new GrammarResults(GrammarProfile.Smoke, [Grae, Gvae, Row("CVAE", 0, double.NaN)]).Table();
        Assert.Contains("random 400 of 100000 strings", table.Title, StringComparison.Ordinal);
        Assert.Equal(["expressions", "GRAE", "1.00 ± 0.00", "1.000", "3.22 ± 0.03", "3.22", "0.39, 0.39, 0.43", "0.39, 4.50"], Enumerable.Range(0, 8).Select(c => table.Cell(0, c)));
        Assert.Equal("–", table.Cell(2, 5));
        Assert.Equal("not testable here: needs a chemistry toolkit", table.Cell(3, 7));
    }
}
