using Reining.Kernel.Engine;

namespace Reining.Kernel.Tests.Engine;

public sealed class DiagnosticsTests
{
    [Fact]
    public async Task GivenErrorsAroundALoop_WhenTheCellIsCompiled_ThenPositionsAreThoseOfTheSource()
    {
        await using var session = new SessionFixture();
        var error = await session.Fail("var a = 1;\nvar b = missing;\nfor (;;) { alsoMissing(); }");
        Assert.Equal(CellError.Compilation, error.Name);
        Assert.StartsWith("cell 1(2,9): error CS0103", error.Message, StringComparison.Ordinal);
        Assert.Contains("cell 1(3,12): error CS0103", error.Message, StringComparison.Ordinal);
        Assert.Contains("    var b = missing;\n            ^", error.Traceback[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenACellThatDoesNotCompile_WhenTheNextRuns_ThenNothingOfItIsThere()
    {
        await using var session = new SessionFixture();
        await session.Run("var a = 1;");
        await session.Fail("var a = \"two\"; var b = missing;");
        Assert.Equal("1", await session.Value("a"));
        Assert.Contains("CS0103", (await session.Fail("b")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAnExceptionInAFunctionOfAnEarlierCell_WhenItIsThrown_ThenTheTraceNamesBothCellsWithLines()
    {
        await using var session = new SessionFixture();
        await session.Run("// a comment\nint Divide(int x) =>\n    1 / x;");
        var error = await session.Fail("\n\nfor (var i = 0; i < 2; i++)\n    Divide(i);");
        Assert.Equal("System.DivideByZeroException", error.Name);
        var trace = string.Join('\n', error.Traceback);
        Assert.Contains("cell 1:line 3", trace, StringComparison.Ordinal);
        Assert.Contains("cell 2:line 4", trace, StringComparison.Ordinal);
        Assert.DoesNotContain("Submission#", trace, StringComparison.Ordinal);
        Assert.DoesNotContain("Reining.Kernel", trace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAFailedTaskWithOneCause_WhenItIsWaitedFor_ThenTheCauseIsTheError()
    {
        await using var session = new SessionFixture();
        var error = await session.Fail("Task.Run(() => throw new FormatException(\"inner\")).Wait();");
        Assert.Equal(("System.FormatException", "inner"), (error.Name, error.Message));
    }
}
