using System.Diagnostics;
using Reining.Kernel.Engine;
using Reining.Kernel.Running;

namespace Reining.Kernel.Tests.Running;

/// <summary>Notebooks in a watched process, this very test program.</summary>
public sealed class WorkerTests
{
    const string Native =
        "using System.Runtime.InteropServices;\n[DllImport(\"libc\")] static extern int puts(string text);\n[DllImport(\"libc\")] static "
            + "extern void abort();\n[DllImport(\"libc\")] static extern int pause();";

    [Fact]
    public async Task GivenANotebook_WhenItRunsInAWorker_ThenOutputsAreAsInThisProcess()
    {
        string[] cells = ["var x = 1; Console.WriteLine($\"ü {x}\"); x", "var d = display(new { A = 1 }); d.Update(\"done\");",
            "Console.Error.Write(\"e\"); clear_output(); HTML(\"<b>1</b>\")"];
        using var here = new RunFixture(cells);
        using var there = new RunFixture(cells);
        await here.RunAsync(here.Options with { WriteProvenance = false });
        await RunInWorker(there, there.Options with { WriteProvenance = false });
        Assert.Equal(File.ReadAllText(here.Options.OutputPath!), File.ReadAllText(there.Options.OutputPath!));
    }

    [Fact]
    public async Task GivenRelativePaths_WhenAWorkerRunsTheCell_ThenTheyAreRelativeToTheNotebook()
    {
        using var run = new RunFixture("File.ReadAllText(\"data.txt\")");
        run.Folder.Write("data.txt", "beside");
        await RunInWorker(run);
        Assert.Equal("beside", (string?)run.Saved().Cells[0].Outputs[0]["data"]!["text/plain"]);
    }

    [Theory]
    [InlineData("Environment.Exit(3);", "exit code 3")]
    [InlineData("Environment.FailFast(\"last words\");", "signal 6")]
    [InlineData("int F(int n) => F(n + 1) + 1;\nF(0)", "its stack overflowed")]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess().Kill(); Thread.Sleep(-1);", "killed (signal 9)")]
    [InlineData("var t = new Thread(() => throw new Exception(\"unseen\")); t.Start(); t.Join(); Thread.Sleep(-1);", "signal 6")]
    public async Task GivenACellThatEndsItsProcess_WhenItRuns_ThenItFailedAndWhatRanBeforeIsSaved(string code, string message)
    {
        using var run = new RunFixture("var before = 1; before", "Console.WriteLine(\"printed\");\n" + code, "3");
        var result = await RunInWorker(run);
        Assert.Equal((2, CellError.ProcessEnded, 2), (result.FailedNumber, result.Error!.Name, result.CellsRun));
        Assert.Contains(message, result.Error.Message, StringComparison.Ordinal);
        var saved = run.Saved();
        Assert.Equal("1", (string?)saved.Cells[0].Outputs[0]["data"]!["text/plain"]);
        Assert.Contains("printed\n", string.Concat(saved.Cells[1].Outputs.Select(output => (string?)output["text"])),
            StringComparison.Ordinal);
        Assert.Equal("error", (string?)saved.Cells[1].Outputs[^1]["output_type"]);
    }

    [SkippableFact]
    public async Task GivenNativeCodeThatPrintsAndAborts_WhenItRuns_ThenItsWordsAreInTheCell()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The C library is called by its Linux name.");
        using var run = new RunFixture(Native, "puts(\"native words\");", "puts(\"last words\"); abort();");
        var result = await RunInWorker(run);
        Assert.Equal((3, CellError.ProcessEnded), (result.FailedNumber, result.Error!.Name));
        Assert.Equal("native words\n", (string?)run.Saved().Cells[1].Outputs.Single()["text"]);
        Assert.Equal("last words\n", (string?)run.Saved().Cells[2].Outputs[0]["text"]);
    }

    [SkippableFact]
    public async Task GivenNativeCodeWithoutEnd_WhenItsTimeIsUp_ThenTheRunEndsWithTheCellNamed()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The C library is called by its Linux name.");
        using var run = new RunFixture("1", Native
            + "\nwhile (pause() != 0) { var again = 0; while (again++ < 1) pause(); pause(); pause(); }");
        // the first cell keeps it, also on a busy machine
        var result = await RunInWorker(run, run.Options with { CellTimeout = TimeSpan.FromSeconds(8) });
        Assert.Equal((2, CellError.TimeLimit), (result.FailedNumber, result.Error!.Name));
    }

    [Fact]
    public async Task GivenAWorkerThatDied_WhenTheNextCellComes_ThenANewOneRunsIt()
    {
        using var folder = new TemporaryFolder();
        await using var executor = new WorkerExecutor(Command, folder.Path);
        Assert.True((await executor.ExecuteAsync(new("cell 1", "Environment.Exit(0);"), new RecordedOutput(),
            CancellationToken.None)).HostLost);
        var output = new RecordedOutput();
        Assert.Null((await executor.ExecuteAsync(new("cell 2", "6 * 7"), output, CancellationToken.None)).Error);
        Assert.Equal("42", output.Value!.PlainText);
    }

    [Fact]
    public async Task GivenAProgramThatIsNoWorker_WhenACellComes_ThenItFailsWithWhatTheProgramSaid()
    {
        using var folder = new TemporaryFolder();
        await using var executor = new WorkerExecutor(() => new ProcessStartInfo("dotnet", ["no-such-command"]), folder.Path);
        var output = new RecordedOutput();
        var outcome = await executor.ExecuteAsync(new("cell 1", "1"), output, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(CellError.ProcessEnded, outcome.Error!.Name);
        Assert.Contains("no-such-command", output.Stdout + output.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAnInterruptedCell_WhenTheNextRunsInTheWorker_ThenVariablesAreKept()
    {
        using var folder = new TemporaryFolder();
        await using var executor = new WorkerExecutor(Command, folder.Path) { StopGrace = TimeSpan.FromSeconds(60) };
        await executor.ExecuteAsync(new("cell 1", "var kept = 41;"), new RecordedOutput(), CancellationToken.None);
        var stopped = await RunAndInterrupt(executor, "while (true) { }");
        Assert.Equal((CellError.Interrupted, false), (stopped.Error!.Name, stopped.HostLost));
        var output = new RecordedOutput();
        await executor.ExecuteAsync(new("cell 3", "kept + 1"), output, CancellationToken.None);
        Assert.Equal("42", output.Value!.PlainText);
    }

    [Theory]
    [InlineData("throw new FormatException(\"thrown\")", "while (true) { }")]
    [InlineData("Thread.Sleep(-1)", "await Task.Delay(-1);")]
    public async Task GivenACallbackOnTheCellsTokenThatThrowsOrNeverEnds_WhenTheCellIsInterrupted_ThenTheWorkerLives(
        string callback, string code)
    {
        using var folder = new TemporaryFolder();
        await using var executor = new WorkerExecutor(Command, folder.Path) { StopGrace = TimeSpan.FromSeconds(60) };
        await executor.ExecuteAsync(new("cell 1", "var kept = 41;"), new RecordedOutput(), CancellationToken.None);
        // Registered before the cell says that it started: on a token already canceled, Register would run the callback in the cell itself.
        var stopped = await RunAndInterrupt(executor, code, before: $"CellToken.Register(() => {callback});\n");
        Assert.Equal((CellError.Interrupted, false), (stopped.Error!.Name, stopped.HostLost));
        var output = new RecordedOutput();
        await executor.ExecuteAsync(new("cell 3", "kept + 1"), output, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal("42", output.Value!.PlainText);
    }

    [Fact]
    public async Task GivenAQuestion_WhenAWorkerAsks_ThenTheCellsInterruptEndsIt()
    {
        using var folder = new TemporaryFolder();
        using var cancel = new CancellationTokenSource();
        await using var executor = new WorkerExecutor(Command, folder.Path);
        var output = new RecordedOutput();
        await executor.ExecuteAsync(new("cell 1", "GetInput(\"Name\")"), output, cancel.Token);
        Assert.Equal(cancel.Token, await output.Asked.Task);
    }

    static async Task<CellOutcome> RunAndInterrupt(WorkerExecutor executor, string code, string before = "")
    {
        using var cancel = new CancellationTokenSource();
        var output = new RecordedOutput();
        var run = executor.ExecuteAsync(new("cell 2", $"{before}Console.WriteLine(\"started\");\n{code}"), output, cancel.Token);
        while (output.Stdout.Length == 0 && !run.IsCompleted)
            await Task.Delay(5);
        await cancel.CancelAsync();
        return await run.WaitAsync(TimeSpan.FromSeconds(120));
    }

    /// <summary>
    /// Aborting purely managed code may end the process (see CellThread); the user gets the notebook back in either case.
    /// </summary>
    [Theory]
    [InlineData("Busy.Loop();")]
    [InlineData("Busy.Recurse(90);")]
    [InlineData("Enumerable.Range(0, int.MaxValue).Select(i => (long)i).Where(i => i < 0).Sum();")]
    public async Task GivenALoopInManagedLibraryCode_WhenItIsInterrupted_ThenItEndsAndTheNextCellRuns(string code)
    {
        using var folder = new TemporaryFolder();
        LibraryBuilder
            .Build(folder.File("Busy.dll"),
            "public static class Busy { public static long Count; public static void Loop() { while (true) Count = Next(Count); } static "
                + "long Next(long n) => n + 1; public static long Recurse(int n) => n <= 1 ? 1 : Recurse(n - 1) + Recurse(n - 2); }");
        await using var executor = new WorkerExecutor(Command, folder.Path);
        await executor.ExecuteAsync(new("cell 1", "#r \"Busy.dll\""), new RecordedOutput(), CancellationToken.None);
        var stopped = await RunAndInterrupt(executor, code);
        Assert.Contains(stopped.Error!.Name, (string[])[CellError.Interrupted, CellError.ProcessEnded]);
        var output = new RecordedOutput();
        await executor.ExecuteAsync(new("cell 3", "6 * 7"), output, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal("42", output.Value!.PlainText);
    }

    [Fact]
    public async Task GivenAQuestion_WhenAWorkerAsks_ThenTheAnswerReachesTheCellAndAMissingOneIsAnError()
    {
        using var run = new RunFixture("Console.Write(\"Name: \");\nConsole.ReadLine()", "GetPassword(\"Key\")");
        var result = await RunInWorker(run, run.Options with { Inputs = [new("Name", "Ada")] });
        Assert.Equal("Ada", (string?)run.Saved().Cells[0].Outputs[^1]["data"]!["text/plain"]);
        Assert.Equal(2, result.FailedNumber);
        Assert.Contains("--input \"Key=…\"", result.Error!.Message, StringComparison.Ordinal);
    }

    internal static async Task<NotebookRunResult> RunInWorker(RunFixture run, NotebookRunOptions? options = null)
    {
        await using var executor = new WorkerExecutor(Command, run.Folder.Path);
        return await NotebookRunner.RunAsync(run.Document, executor, options ?? run.Options).WaitAsync(TimeSpan.FromSeconds(120));
    }

    internal static ProcessStartInfo Command() => new("dotnet", [typeof(WorkerTests).Assembly.Location]);
}
