namespace Reining.Kernel.Tests.Engine;

public sealed class CellSemanticsTests
{
    [Fact]
    public async Task GivenAVariable_WhenALaterCellUsesIt_ThenItHasItsValue()
    {
        await using var session = new SessionFixture();
        await session.Run("var x = 40;\nint Add(int y) => x + y;");
        await session.Run("x++;");
        Assert.Equal("43", await session.Value("Add(2)"));
    }

    [Theory]
    [InlineData("1 + 1", "2")]
    [InlineData("var x = 3; x", "3")]
    [InlineData("await Task.FromResult(5)", "5")]
    [InlineData("(string)null", "null")]
    [InlineData("Math.Abs(1);", null)]
    [InlineData("Console.WriteLine(1)", null)]
    [InlineData("var x = 3;", null)]
    [InlineData("", null)]
    [InlineData("// nothing", null)]
    [InlineData("using System.Xml;", null)]
    public async Task GivenACell_WhenItRuns_ThenOnlyALastExpressionWithoutSemicolonIsItsValue(string code, string? value)
    {
        await using var session = new SessionFixture();
        Assert.Equal(value, await session.Value(code));
    }

    [Fact]
    public async Task GivenARedeclaredVariable_WhenItIsRead_ThenTheLastDeclarationCounts()
    {
        await using var session = new SessionFixture();
        await session.Run("int epochs = 3;");
        await session.Run("int epochs = 5;");
        Assert.Equal("5", await session.Value("epochs"));
    }

    [Fact]
    public async Task GivenTheLanguageOfTheProject_WhenACellUsesIt_ThenItCompiles()
    {
        await using var session = new SessionFixture();
        var code = """
            class Box { public int Size { get; set => field = value < 0 ? 0 : value; } }
            static int Doubled(this Box box) => box.Size * 2;
            Box none = null;
            none?.Size = 3;
            new Box { Size = 4 }.Doubled()
            """;
        Assert.Equal("8", await session.Value(code));
    }

    [Fact]
    public async Task GivenACellThatThrowsHalfway_WhenTheNextRuns_ThenWhatWasAssignedBeforeIsThere()
    {
        await using var session = new SessionFixture();
        var error = await session.Fail("var a = 7;\nthrow new InvalidOperationException(\"no\");\n");
        Assert.Equal("System.InvalidOperationException", error.Name);
        Assert.Equal("7", await session.Value("a"));
    }

    [Fact]
    public async Task GivenCodeWithoutStatementsBetweenCells_WhenLaterCellsRun_ThenStateIsNotShifted()
    {
        await using var session = new SessionFixture();
        await session.Run("var a = 1;");
        await session.Run("using System.Xml;");
        await session.Run("// only a comment");
        await session.Run("var b = 2;");
        Assert.Equal("3", await session.Value("a + b"));
    }

    [Fact]
    public async Task GivenTwoHundredCells_WhenTheFirstVariableIsRead_ThenItIsStillThere()
    {
        await using var session = new SessionFixture();
        await session.Run("var sum = 0;");
        for (var i = 0; i < 200; i++)
            await session.Run($"var v{i} = {i}; sum += v{i};");
        Assert.Equal("19900", await session.Value("sum"));
    }

    [Fact]
    public async Task GivenAnAwaitingCell_WhenItContinues_ThenItIsOnTheSameThread()
    {
        await using var session = new SessionFixture();
        Assert.Equal("true", await session
            .Value("var before = Environment.CurrentManagedThreadId; await Task.Delay(5); before == Environment.CurrentManagedThreadId"));
    }

    [Fact]
    public async Task GivenDeepRecursion_WhenItNeedsMoreThanTheUsualStack_ThenItRuns()
    {
        await using var session = new SessionFixture();
        Assert.Equal("300000", await session.Value("int Depth(int n) => n == 0 ? 0 : 1 + Depth(n - 1);\nDepth(300_000)"));
    }

    [Fact]
    public async Task GivenTime_WhenTheCellEnds_ThenItsWallTimeIsDisplayed()
    {
        await using var session = new SessionFixture();
        var output = await session.Run("#!time\nvar x = 1;\nx");
        Assert.StartsWith("Wall time: ", output.Displays.Single().Bundle.PlainText, StringComparison.Ordinal);
        Assert.Equal("1", output.Value!.PlainText);
    }

    [Fact]
    public async Task GivenPrintingAndDisplays_WhenTheCellRuns_ThenEachGoesToItsPlace()
    {
        await using var session = new SessionFixture();
        var output = await session
            .Run("Console.Write(\"a\"); Console.Error.Write(\"b\"); await Task.Run(() => Console.Write(\"c\"));\nvar d = "
            + "display(1); d.Update(2);");
        Assert.Equal("ac", output.Stdout);
        Assert.Equal("b", output.Stderr);
        Assert.Equal("1", output.Displays.Single().Bundle.PlainText);
        Assert.Equal((output.Displays[0].Id, "2"), (output.Updates.Single().Id, output.Updates[0].Bundle.PlainText));
    }

    [Fact]
    public async Task GivenTwoSessions_WhenBothPrintAtOnce_ThenEachGetsItsOwnText()
    {
        await using var left = new SessionFixture();
        await using var right = new SessionFixture();
        const string Code = "for (var i = 0; i < 50; i++) {{ Console.Write(\"{0}\"); await Task.Delay(1); }}";
        var outputs = await Task.WhenAll(left.Run(string.Format(null, Code, "l")), right.Run(string.Format(null, Code, "r")));
        Assert.Equal(new string('l', 50), outputs[0].Stdout);
        Assert.Equal(new string('r', 50), outputs[1].Stdout);
    }

    [Fact]
    public async Task GivenAQuestion_WhenSomebodyAnswers_ThenTheCellReadsTheAnswer()
    {
        await using var session = new SessionFixture();
        var output = new RecordedOutput();
        output.Answers.Enqueue("Ada");
        var outcome = await session.Session.ExecuteAsync(new("cell 1", "Console.ReadLine() + \"!\""), output, CancellationToken.None);
        Assert.Null(outcome.Error);
        Assert.Equal("Ada!", output.Value!.PlainText);
    }
}
