using Reining.Metrics;

namespace Reining.Tests.Metrics;

public sealed class RiskCoverageTests
{
    // Trust falls from left to right; the second and the fourth are wrong.
    static readonly RiskCoverage Worked = RiskCoverage.Of([0.1, 0.2, 0.3, 0.4], [true, false, true, false]);

    [Fact]
    public void GivenFourImages_WhenRanked_ThenTheCurveIsThatByHand()
    {
        Assert.Equal([(0.25, 0), (0.5, 0.5), (0.75, 1.0 / 3), (1, 0.5)], Worked.Curve());
        Assert.Equal((0 + 0.5 + 1.0 / 3 + 0.5) / 4, Worked.Area, 12);
        Assert.Equal((1.0 / 3 + 2.0 / 4) / 4, Worked.OracleArea, 12);
        Assert.Equal(2, Worked.Errors);
    }

    [Fact]
    public void GivenACoverage_WhenTheRiskIsAsked_ThenItIsRoundedUpToAnImage()
    {
        Assert.Equal(0.5, Worked.RiskAt(1));
        Assert.Equal(1.0 / 3, Worked.RiskAt(0.6));
        Assert.Equal(0, Worked.RiskAt(0.01));
        Refusal.Of<ArgumentOutOfRangeException>(() => Worked.RiskAt(0), "(0, 1]");
    }

    [Fact]
    public void GivenRandomScores_WhenMeasured_ThenNoAreaIsBelowTheOracles()
    {
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            var right = Enumerable.Range(0, 30).Select(_ => random.Next(4) > 0).ToList();
            var risk = RiskCoverage.Of([.. right.Select(_ => random.NextDouble())], right);
            Assert.True(risk.Area >= risk.OracleArea - 1e-12);
            Assert.Equal(right.Count(r => !r) / 30.0, risk.RiskAt(1), 12);
        }
    }

    [Fact]
    public void GivenScoresThatAreNoNumbers_WhenMeasured_ThenTheyAreRefused()
    {
        Refusal.Of<ArgumentException>(() => RiskCoverage.Of([double.NaN], [true]), "1 are none");
        Refusal.Of<ArgumentException>(() => RiskCoverage.Of([], []), "0 scores");
        Refusal.Of<ArgumentException>(() => RiskCoverage.Of([1], [true, false]), "2 images");
    }
}
