using Reining.Grammar;

namespace Reining.Tests.Grammar;

public class ExpressionScorerTests
{
    /// <summary>rae.md §7.3: the nine best expressions of the paper, scored again.</summary>
    [Theory]
    [InlineData("sin(3)+x", 0.4304)]
    [InlineData("x+1/exp(1)", 0.3892)]
    [InlineData("x+1+2*sin(3+1+2)", 0.3906)]
    [InlineData("x/1+sin(x)+sin(x*x)", 0.4625)]
    [InlineData("1/2+(x)+sin(x*x)", 0.0274)]
    [InlineData("x/2+sin(1)+(x/2)", 0.5176)]
    [InlineData("x*1+sin(x)+sin(3+x)", 0.4887)]
    [InlineData("x/1+sin(1)+sin(2*2)", 0.4506)]
    [InlineData("1/1+(x)+sin(1/2)", 0.9782)]
    public void GivenThePapersBestExpressions_WhenScored_ThenTheScoresAreTheSheets(string text, double score) =>
        Assert.Equal(score, new ExpressionScorer().Score(text), 4);

    [Theory]
    [InlineData("1/2+(x)+sin(x*x)", 0.1054)]
    [InlineData("1/1+(x)+sin(1/2)", 0.6130)]
    public void GivenIntegerDivision_WhenScored_ThenTheScoresAreTheSheets(string text, double score) =>
        Assert.Equal(score, new ExpressionScorer(Division.Integer).Score(text), 4);

    [Theory]
    [InlineData("1+2*3", 7)]
    [InlineData("(1+2)*3", 9)]
    [InlineData("3/2*2", 3)]
    [InlineData("3/(2*2)", 0.75)]
    [InlineData("exp(1)/2", Math.E / 2)]
    [InlineData("2/sin(3)", 14.172334791474373)]
    public void GivenAConstant_WhenEvaluated_ThenPrecedenceIsTheUsual(string text, double value) =>
        Assert.All(new ExpressionScorer().Values(text)!, v => Assert.Equal(value, v, 12));

    [Theory]
    [InlineData("3/2*2", 2)]
    [InlineData("(1/2)*exp(1)", 0)]
    [InlineData("3/2/exp(1)", 1 / Math.E)]
    public void GivenIntegerDivision_WhenEvaluated_ThenOnlyIntegersAreCutOff(string text, double value) =>
        Assert.All(new ExpressionScorer(Division.Integer).Values(text)!, v => Assert.Equal(value, v, 12));

    [Theory]
    [InlineData("x+", Division.True)]
    [InlineData(null, Division.True)]
    [InlineData("1/(1/2)", Division.Integer)] // Python 2 divides by zero here
    [InlineData("sin(exp(exp(exp(3))))", Division.True)] // sin(∞) is not a number
    public void GivenWhatHasNoValue_WhenScored_ThenTheScoreIsTheWorst(string? text, Division division)
    {
        Assert.Equal(6.9088, ExpressionScorer.Worst, 4);
        Assert.Equal(ExpressionScorer.Worst, new ExpressionScorer(division).Score(text));
    }

    [Fact]
    public void GivenTheTarget_WhenScored_ThenTheScoreIsZero() =>
        Assert.Equal(0, new ExpressionScorer().Score(ExpressionScorer.Target), 12);
}
