namespace Reining.Kernel.Tests.Engine;

/// <summary>What a cell's result is.</summary>
public sealed class ResultTests
{
    [Theory]
    [InlineData("display(5)")]
    [InlineData("Javascript(\"1\")")]
    [InlineData("CSS(\"a{}\")")]
    [InlineData("5.Display()")]
    [InlineData("\"x\".DisplayAs(\"text/markdown\")")]
    [InlineData("var d = display(5);\nd")]
    public async Task GivenADisplayAtTheEnd_WhenTheSemicolonIsMissing_ThenItsHandleIsNotShownToo(string code)
    {
        await using var session = new SessionFixture();
        var output = await session.Run(code);
        Assert.Single(output.Displays);
        Assert.Null(output.Value);
    }

    [Theory]
    [InlineData("return 5;", "5")]
    [InlineData("if (DateTime.Now.Year > 2000) return \"late\";\n1.ToString();", "late")]
    [InlineData("try { return 6 * 7; } finally { }", "42")]
    [InlineData("await Task.Delay(1);\nreturn new[] { 1, 2 };", "[ 1, 2 ]")]
    [InlineData("int F() { return 5; }\nF();", null)]
    [InlineData("Func<int> f = () => { return 5; };\nf();", null)]
    [InlineData("return;", null)]
    [InlineData("5", "5")]
    [InlineData("5;", null)]
    public async Task GivenAReturn_WhenTheCellEndsThere_ThenItsValueIsShown(string code, string? value)
    {
        await using var session = new SessionFixture();
        var (outcome, output) = await session.TryRun(code);
        if (code != "5;")
            Assert.Null(outcome.Error);
        Assert.Equal(value, output.Value?.PlainText);
    }
}
