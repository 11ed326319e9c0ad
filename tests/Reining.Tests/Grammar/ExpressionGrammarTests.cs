using Reining.Grammar;

namespace Reining.Tests.Grammar;

public class ExpressionGrammarTests
{
    [Fact]
    public void GivenTheGrammar_WhenListed_ThenItHasTheTwelveRulesOfTheSheet() => Assert.Equal(
        ["S → S+T", "S → S*T", "S → S/T", "S → T", "T → (S)", "T → sin(S)", "T → exp(S)", "T → x", "T → 1", "T → 2", "T → 3", "nothing"],
        ExpressionGrammar.Rules);

    [Theory]
    [InlineData("x", new[] { 3, 7 })]
    [InlineData("1+x", new[] { 0, 3, 8, 7 })]
    [InlineData("1/3+x", new[] { 0, 2, 3, 8, 10, 7 })] // ((1 / 3) + x): the last operator's rule comes first
    [InlineData("sin(x*2)", new[] { 3, 5, 1, 3, 7, 9 })]
    [InlineData("(x)+exp(3)", new[] { 0, 3, 4, 3, 7, 6, 3, 10 })]
    public void GivenAString_WhenParsed_ThenTheLeftmostDerivationIsTheHandWorkedOne(string text, int[] rules)
    {
        Assert.Equal(rules, ExpressionGrammar.Parse(text));
        Assert.Equal(text, ExpressionGrammar.Write(rules));
    }

    [Theory]
    [InlineData("")]
    [InlineData("+x")]
    [InlineData("x+")]
    [InlineData("xx")]
    [InlineData("12")]
    [InlineData("x**2")]
    [InlineData("(x")]
    [InlineData("x)")]
    [InlineData("()")]
    [InlineData("sin(")]
    [InlineData("sin x")]
    [InlineData("sin(x))")]
    [InlineData("x +1")]
    [InlineData("4")]
    [InlineData("e")]
    public void GivenWhatIsNoExpression_WhenParsed_ThenThereIsNoDerivation(string text) => Assert.Null(ExpressionGrammar.Parse(text));

    [Fact]
    public void GivenARuleForAnotherNonterminal_WhenWritten_ThenItIsRefused()
    {
        Assert.Null(ExpressionGrammar.Write([0, 3]));
        Refusal.Of<ArgumentException>(() => ExpressionGrammar.Write([7]), "expected a rule for S, got 7");
        Refusal.Of<ArgumentException>(() => ExpressionGrammar.Write([3, 7, 7]), "string is complete");
    }
}
