using Reining.Chapters;

namespace Reining.Tests.Chapters.Frame;

/// <summary>Comparisons over seeds, against intervals worked by hand.</summary>
public class ComparisonTests
{
    const double Printed = 5e-4, HalfWidth = 4.303 * 0.1 / 1.7320508; // three values, 0.1 apart: 0.2484

    // Log-ratios −0.3, −0.2, −0.1: their interval is [−0.4484, 0.0484], however far apart the seeds themselves are.
    static readonly IReadOnlyList<Measurement> Left = World.Of("a", Math.Exp(-0.3), 10 * Math.Exp(-0.2), 100 * Math.Exp(-0.1)),
        Right = World.Of("b", 1, 10, 100);

    static ComparisonResult Judge(Margin margin) => World.Compare("a", "b", margin).Over(Left, Right);

    [Fact]
    public void GivenRatios_WhenJudged_ThenTheIntervalIsThatOfTheirLogarithms()
    {
        var result = Judge(Margin.AtMost());
        Assert.Equal(0.818731, result.Estimate); // six digits of e^−0.2
        Assert.Equal(Math.Exp(-0.2 - HalfWidth), result.Low, Printed);
        Assert.Equal(Math.Exp(-0.2 + HalfWidth), result.High, Printed);
        Assert.Equal((Verdict.Undecided, true, "a ≤ b", "ratio ≤ 1"), (result.Verdict, result.FirstLook, result.Words, result.Margin));
        Assert.Equal([1.0, 10, 100], result.Right);
    }

    [Theory]
    [InlineData(1.06, Verdict.Holds)] // ln 1.06 = 0.058
    [InlineData(1.04, Verdict.Undecided)] // 0.039
    [InlineData(0.65, Verdict.Undecided)] // −0.431
    [InlineData(0.63, Verdict.Fails)] // −0.462
    public void GivenAFactor_WhenAtMostIsJudged_ThenTheEndsOfTheIntervalDecide(double factor, Verdict expected) =>
        Assert.Equal(expected, Judge(Margin.AtMost(factor)).Verdict);

    [Theory]
    [InlineData(1.06, Verdict.Fails)]
    [InlineData(1.04, Verdict.Undecided)]
    [InlineData(0.65, Verdict.Undecided)]
    [InlineData(0.63, Verdict.Holds)]
    public void GivenAFactor_WhenAtLeastIsJudged_ThenTheEndsOfTheIntervalDecide(double factor, Verdict expected) =>
        Assert.Equal(expected, Judge(Margin.AtLeast(factor)).Verdict);

    [Theory]
    [InlineData(0.37, Verdict.Holds)] // ln 0.63
    [InlineData(0.35, Verdict.Undecided)]
    public void GivenAShare_WhenWithinIsJudged_ThenBothEndsMustLieInside(double share, Verdict expected) =>
        Assert.Equal(expected, Judge(Margin.Within(share)).Verdict);

    [Theory]
    [InlineData(0.85, Verdict.Holds)]
    [InlineData(0.84, Verdict.Fails)]
    [InlineData(1.17, Verdict.Holds)]
    [InlineData(1.18, Verdict.Fails)] // 1 / 0.85 = 1.176
    public void GivenPoints_WhenWithinIsJudged_ThenTheShareIsOfTheLarger(double left, Verdict expected) =>
        Assert.Equal(expected, World.Compare("a", 1, Margin.Within(0.15)).Over(World.Of("a", left, left, left)).Verdict);

    [Theory]
    [InlineData(0, Verdict.Undecided)]
    [InlineData(0.01, Verdict.Holds)]
    [InlineData(-0.04, Verdict.Undecided)]
    [InlineData(-0.05, Verdict.Fails)]
    public void GivenDifferences_WhenNotAboveIsJudged_ThenTheirIntervalDecides(double tolerance, Verdict expected)
    {
        var result = World.Compare("a", "b", Margin.NotAbove(tolerance)).Over(World.Of("a", -0.03, 4.98, 0.49), World.Of("b", 0, 5, 0.5));
        Assert.Equal(expected, result.Verdict);
        Assert.Equal(-0.02, result.Estimate, 1e-12);
        Assert.Equal(-0.02 - HalfWidth / 10, result.Low, Printed / 10);
        Assert.Equal(-0.02 + HalfWidth / 10, result.High, Printed / 10);
    }

    [Theory]
    [InlineData(0, Verdict.Undecided)]
    [InlineData(0.05, Verdict.Holds)]
    [InlineData(0.04, Verdict.Undecided)]
    [InlineData(-0.01, Verdict.Fails)]
    public void GivenDifferences_WhenNotBelowIsJudged_ThenTheirIntervalDecides(double tolerance, Verdict expected) => Assert.Equal(
        expected,
        World.Compare("a", "b", Margin.NotBelow(tolerance)).Over(World.Of("a", -0.03, 4.98, 0.49), World.Of("b", 0, 5, 0.5)).Verdict);

    [Fact]
    public void GivenModelsThatTakeTurns_WhenTheLeastIsCompared_ThenItIsTakenWithinASeed()
    {
        // The least is 1 in every seed; the least mean, 3.67, would lie above the bound.
        var least = new Comparison("least", v => Math.Min(v.X("a"), v.X("b")), "c", v => v.X("c"), Margin.AtMost(0.5));
        Assert.Equal(Verdict.Holds, least.Over(World.Of("a", 1, 9, 1), World.Of("b", 9, 1, 9), World.Of("c", 2, 2, 2)).Verdict);
    }

    [Theory]
    [InlineData(2, Verdict.Holds)]
    [InlineData(1.9, Verdict.Fails)] // the means, 1.33 and 1.67, would lie within a factor of 1.25
    public void GivenModelsThatTakeTurns_WhenTheirSpreadIsJudged_ThenItIsTakenWithinASeed(double factor, Verdict expected) => Assert.Equal(
        expected, Comparison.Spread("x", v => [v.X("a"), v.X("b")], factor).Over(World.Of("a", 1, 2, 1), World.Of("b", 2, 1, 2)).Verdict);

    [Fact]
    public void GivenAnExactCheck_WhenJudged_ThenOneSeedDecidesAndOneFailureIsEnough()
    {
        var check = Comparison.Exact("a is 1", v => v.X("a") == 1);
        Assert.Equal("a is 1", check.Words);
        Assert.Equal(Verdict.Holds, check.Over(World.Of("a", 1)).Verdict);
        Assert.Equal(Verdict.Fails, check.Over(World.Of("a", 2)).Verdict);
        Assert.Equal(Verdict.Holds, check.Over(World.Of("a", 1, 1, 1)).Verdict);
        Assert.Equal(Verdict.Fails, check.Over(World.Of("a", 1, 1, 2)).Verdict);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(double.PositiveInfinity)]
    public void GivenANumberWithoutALogarithm_WhenARatioIsJudged_ThenItIsUndecidedAndNoNumberOfSeedsHelps(double value)
    {
        var result = World.Compare("a", 1, Margin.AtMost(100)).Over(World.Of("a", 0.5, value, 0.5));
        Assert.Equal((Verdict.Undecided, (int?)null), (result.Verdict, result.SeedsThatCouldDecide));
        Assert.Equal(Verdict.Undecided, World.Compare("a", 1, Margin.AtLeast(0.01)).Over(World.Of("a", 0.5, value, 0.5)).Verdict);
    }

    [Fact]
    public void GivenANumberThatIsNotOne_WhenADifferenceIsJudged_ThenItIsUndecided() =>
        Assert.Equal(Verdict.Undecided, World.Compare("a", 1, Margin.NotAbove()).Over(World.Of("a", 0, double.NaN, 0)).Verdict);

    [Theory]
    [InlineData(1, 4)] // the bound is 0.2 away: 4.303 · 0.1 / √3 = 0.248, 3.182 · 0.1 / √4 = 0.159
    [InlineData(0.9, 7)] // 0.0946 away: 2.571 · 0.1 / √6 = 0.105, 2.447 · 0.1 / √7 = 0.0925
    [InlineData(0.8, null)] // 0.0231 away: 2.010 · 0.1 / √50 = 0.0284
    public void GivenAMargin_WhenUndecided_ThenTheSeedsThatCouldDecideAreCounted(double factor, int? expected) =>
        Assert.Equal(expected, Judge(Margin.AtMost(factor)).SeedsThatCouldDecide);

    [Fact]
    public void GivenOneSeed_WhenJudged_ThenTheIntervalIsEverythingAndTheFirstLookSaysWhereItPoints()
    {
        var holding = World.Compare("a", 1, Margin.AtMost()).Over(World.Of("a", 0.5));
        Assert.Equal((Verdict.Undecided, true, (int?)null), (holding.Verdict, holding.FirstLook, holding.SeedsThatCouldDecide));
        Assert.Equal((0.0, double.PositiveInfinity, 0.5), (holding.Low, holding.High, holding.Estimate));
        var against = World.Compare("a", 1, Margin.NotAbove()).Over(World.Of("a", 1.5));
        Assert.Equal((Verdict.Undecided, false), (against.Verdict, against.FirstLook));
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (against.Low, against.High));
    }

    [Fact]
    public void GivenAMargin_WhenSaid_ThenItsWordsAreMadeOfItsNumbers()
    {
        Assert.Equal("≤ N, ≤ 0.9 × N, ≥ N, ≥ 0.5 × N, within 15 % of N, ≤ N, ≤ N + 0.1, ≥ N, ≥ N − 0.1", string.Join(", ", new[]
        {
            Margin.AtMost(), Margin.AtMost(0.9), Margin.AtLeast(), Margin.AtLeast(0.5), Margin.Within(0.15),
            Margin.NotAbove(), Margin.NotAbove(0.1), Margin.NotBelow(), Margin.NotBelow(0.1),
        }.Select(m => m.Words("N"))));
        Assert.Equal("ratio 0.85 to 1.176", Margin.Within(0.15).Bounds);
        Assert.Equal("difference ≥ -0.1", Margin.NotBelow(0.1).Bounds);
        Assert.Equal("a ≥ 0.95", World.Compare("a", 0.95, Margin.NotBelow()).Words);
        Assert.Throws<ArgumentException>(() => Margin.AtMost(0));
        Assert.Throws<ArgumentException>(() => Margin.AtLeast(-1));
    }
}
