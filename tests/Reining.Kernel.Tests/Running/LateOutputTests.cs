using System.Text.Json.Nodes;

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

    // Every way to leave something running, the last of them in the run's last cell.
    static readonly (string Code, string Shown)[] Late =
    [
        ("Timer timer = null;\ntimer = new Timer(_ => { Console.WriteLine(\"timer\"); timer = null; });\ntimer.Change(300, -1);",
            "timer\n"),
        ("new Thread(() => { Thread.Sleep(300); Console.Write(\"thread\"); }) { IsBackground = true }.Start();", "thread"),
        ("async Task Later() { await Task.Delay(300); Console.WriteLine(\"method\"); }\n_ = Later();", "method\n"),
        ("async void Soon() { await Task.Yield(); throw new Exception(\"of nobody\"); }\nSoon();", "of nobody"),
        ("var left = Task.Run(async () => { await Task.Delay(300); display(\"shown\"); });", "shown"),
        ("using System.Diagnostics;\nvar child = Process.Start(new ProcessStartInfo(\"sh\", [\"-c\", \"sleep 0.3; echo child\"])"
            + " { RedirectStandardOutput = true });\nchild.OutputDataReceived += (_, line) => Console.WriteLine(line.Data);\n"
            + "child.BeginOutputReadLine();", "child\n"),
        ("_ = Task.Run(async () => { await Task.Delay(300); Console.WriteLine(\"task\"); });", "task\n"),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GivenWorkThatPrintsAfterTheLastCell_WhenTheNotebookRuns_ThenItsTextIsStoredWithItsCell(bool inWorker)
    {
        using var run = new RunFixture([.. Late.Select(one => one.Code)]);
        // More than it takes, for a busy machine; the run goes on as soon as nothing is left, mostly after 0.3 s.
        var options = run.Options with { LateWork = TimeSpan.FromSeconds(10) };
        var result = inWorker ? await WorkerTests.RunInWorker(run, options) : await run.RunAsync(options);
        Assert.True(result.Succeeded);
        foreach (var (cell, (_, shown)) in run.Saved().Cells.Zip(Late))
            Assert.Contains(shown, string.Concat(cell.Outputs.Select(Text)), StringComparison.Ordinal);
    }

    static string? Text(JsonObject output) => (string?)output["text"] ?? (string?)output["data"]!["text/plain"];

    [SkippableFact]
    public async Task GivenAProcessThatPrintsAfterTheLastCell_WhenTheNotebookRuns_ThenItsTextIsStored()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Processes are known on Linux only.");
        using var run = new RunFixture("_ = System.Diagnostics.Process.Start(\"sh\", [\"-c\", \"sleep 0.3; echo late\"]);");
        await WorkerTests.RunInWorker(run, run.Options with { LateWork = TimeSpan.FromMinutes(1) });
        Assert.Equal("late\n", (string?)run.Saved().Cells[0].Outputs.Single()["text"]);
    }

    [Theory]
    [InlineData("var task = Task.Run(() => 5);\nawait task;")]
    [InlineData("var source = new CancellationTokenSource();\nvar list = Enumerable.Range(0, 9).AsParallel().Select(i => i * i).ToList();")]
    [InlineData("async Task<int> F() { await Task.Delay(5); return 1; }\nvar one = await F();")]
    [InlineData("var shown = display(1);\nConsole.Write(\"x\");")]
    public async Task GivenCellsThatLeaveNothingRunning_WhenTheNotebookRuns_ThenNothingIsWaitedFor(string code)
    {
        using var run = new RunFixture(code);
        var result = await run.RunAsync(run.Options with { LateWork = TimeSpan.FromMinutes(1) });
        Assert.InRange(result.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task GivenWorkWithoutEnd_WhenTheNotebookRuns_ThenTheRunEndsAllTheSame()
    {
        using var run = new RunFixture("var began = new TaskCompletionSource();\n"
            + "_ = Task.Run(async () => { while (true) { Console.Write(\".\"); began.TrySetResult(); await Task.Delay(10); } });\n"
            + "await began.Task;");
        var result = await run.RunAsync(run.Options with { LateWork = TimeSpan.FromMilliseconds(300) });
        Assert.True(result.Succeeded);
        Assert.StartsWith(".", (string?)run.Saved().Cells[0].Outputs[0]["text"], StringComparison.Ordinal);
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
