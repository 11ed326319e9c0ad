namespace Reining.Kernel.Tests.Running;

/// <summary>Nothing printed is lost.</summary>
public sealed class LateOutputTests
{
    static readonly string[] Cells =
    [
        "var go = new TaskCompletionSource();\nvar task = Task.Run(async () => { await go.Task; Console.WriteLine(\"late\"); "
            + "Console.Write(\"end\"); });\n"
            + "Console.WriteLine(\"early\");",
        "go.SetResult();\nawait task;\nawait Task.Delay(200);",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GivenATaskThatPrintsAfterItsCellsEnd_WhenTheNotebookRuns_ThenItsTextIsStoredWithItsCell(bool inWorker)
    {
        using var run = new RunFixture(Cells);
        var result = inWorker ? await WorkerTests.RunInWorker(run) : await run.RunAsync();
        Assert.True(result.Succeeded);
        Assert.Equal("early\nlate\nend", string.Concat(run.Saved().Cells[0].Outputs.Select(output => (string?)output["text"])));
        Assert.Empty(run.Saved().Cells[1].Outputs);
    }

    [Fact]
    public async Task GivenATaskThatPrintsMuchAfterItsCellsEnd_WhenTheNotebookRuns_ThenTheLimitHolds()
    {
        using var run = new RunFixture(
            "var go = new TaskCompletionSource();\nvar task = Task.Run(async () => { await go.Task; for (var i = 0; i < 1000; i++) "
                + "Console.WriteLine(\"0123456789\"); });",
            Cells[1]);
        await run.RunAsync(run.Options with { StreamLimit = 100 });
        var text = string.Concat(run.Saved().Cells[0].Outputs.Select(output => (string?)output["text"]));
        Assert.Contains("characters left out", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 100, 5000);
    }

    [Theory]
    [InlineData("Console.SetOut(new StringWriter()); throw new Exception(\"before it could be put back\");", "after\n", "")]
    [InlineData("Console.SetOut(TextWriter.Null); Console.SetError(TextWriter.Null);", "after\n", "")]
    [InlineData("Console.SetError(Console.Out);", "after\n", "")]
    public async Task GivenACellThatRedirectsTheConsole_WhenTheNextPrints_ThenItIsHeard(string code, string stdout, string stderr)
    {
        await using var session = new SessionFixture();
        await session.TryRun(code);
        var output = await session.Run("Console.WriteLine(\"after\");");
        Assert.Equal((stdout, stderr), (output.Stdout, output.Stderr));
        Assert.Equal("error\n", (await session.Run("Console.Error.WriteLine(\"error\");")).Stderr);
    }

    [Fact]
    public async Task GivenARedirectionWithinACell_WhenItPrints_ThenItsWriterGetsTheText()
    {
        await using var session = new SessionFixture();
        var output = await session.Run("var w = new StringWriter(); Console.SetOut(w); Console.Write(\"kept\");");
        Assert.Equal("", output.Stdout);
        Assert.Equal("kept", await session.Value("w.ToString()"));
    }
}
