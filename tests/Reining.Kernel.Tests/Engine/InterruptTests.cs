using Reining.Kernel.Engine;

namespace Reining.Kernel.Tests.Engine;

public sealed class InterruptTests
{
    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("for (long i = 0; ; i++) kept += (int)(i & 1);")]
    [InlineData("while (true) await Task.Yield();")]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("Thread.Sleep(-1);")]
    [InlineData("new ManualResetEventSlim().Wait();")]
    [InlineData("System.Diagnostics.Process.Start(\"sleep\", \"60\").WaitForExit();")]
    [InlineData("Parallel.For(0, 4, _ => { while (true) { } });")]
    [InlineData("await Task.Run(() => { while (true) { } });")]
    [InlineData("foreach (var x in Endless()) { }\nIEnumerable<int> Endless() { while (true) yield return 1; }")]
    public async Task GivenACellWithoutEnd_WhenItIsInterrupted_ThenItEndsAndTheStateIsKept(string code)
    {
        await using var session = new SessionFixture();
        await session.Run("var kept = 41;");
        var outcome = await session.RunAndInterrupt(code);
        Assert.Equal(CellError.Interrupted, outcome.Error?.Name);
        await session.Run("kept = 41;");
        Assert.Equal("42", await session.Value("var total = 0; for (var i = 0; i < 3; i++) total += i; await Task.Delay(1); kept + 1"));
    }

    [SkippableFact]
    public async Task GivenALibraryThatLoopsOverNativeCalls_WhenItIsInterruptedAgainAndAgain_ThenTheStateIsKept()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The C library is called by its Linux name.");
        await using var session = new SessionFixture();
        LibraryBuilder
            .Build(session.Folder.File("Busy.dll"),
            "public static class Busy { public static long Count; [System.Runtime.InteropServices.DllImport(\"libc\")] static extern int "
                + "usleep(uint time); public static void Run() { while (true) { usleep(1000); Count++; } } }");
        await session.Run("#r \"Busy.dll\"\nvar kept = 41;");
        for (var i = 0; i < 3; i++)
            Assert.Equal(CellError.Interrupted, (await session.RunAndInterrupt("Busy.Run();")).Error?.Name);
        Assert.Equal("true", await session.Value("Busy.Count > 0 && kept == 41"));
    }

    [Fact]
    public async Task GivenALibraryThatAsksForTheToken_WhenItIsInterrupted_ThenItEndsInItsOwnWay()
    {
        await using var session = new SessionFixture();
        LibraryBuilder
            .Build(session.Folder.File("Polite.dll"),
            "using System; using System.Threading; public static class Polite { public static int Turns; public static void Run() { var "
                + "stop = ((Func<CancellationToken>)AppContext.GetData(\"Notebook.CancellationToken\"))(); while "
                + "(!stop.IsCancellationRequested) Turns++; } }");
        await session.Run("#r \"Polite.dll\"\nvar done = false;");
        await using var other = new SessionFixture(); // the slot is the process's, the token the cell's
        var another = other.RunAndInterrupt("await Task.Delay(-1);");
        Assert.Null((await session.RunAndInterrupt("Polite.Run(); done = true;")).Error);
        Assert.Equal("true", await session.Value("Polite.Turns > 0 && done"));
        Assert.Equal(CellError.Interrupted, (await another).Error?.Name);
    }

    [Fact]
    public async Task GivenAnInterruptedAwait_WhenItWouldContinue_ThenTheRestOfTheCellDoesNotRun()
    {
        await using var session = new SessionFixture();
        await session.Run("var x = 1; var gate = new TaskCompletionSource();");
        Assert.Equal(CellError.Interrupted, (await session.RunAndInterrupt("await gate.Task; x = 99;")).Error?.Name);
        Assert.Equal("1", await session.Value("gate.SetResult(); await Task.Delay(50); x"));
    }

    [Fact]
    public async Task GivenACellThatWatchesItsToken_WhenItIsInterrupted_ThenItMayTidyUp()
    {
        await using var session = new SessionFixture();
        await session.Run("var tidied = false;");
        var outcome = await session.RunAndInterrupt(
            "try { await Task.Delay(-1, CellToken); } catch (OperationCanceledException) { tidied = true; throw; }");
        Assert.Equal(CellError.Interrupted, outcome.Error?.Name);
        Assert.Equal("true", await session.Value("tidied"));
    }

    [Fact]
    public async Task GivenAbortedCells_WhenManyMoreRun_ThenEachHasRoomForItsVariables()
    {
        await using var session = new SessionFixture();
        for (var i = 0; i < 3; i++)
            Assert.Equal(CellError.Interrupted, (await session.RunAndInterrupt("Thread.Sleep(-1);")).Error?.Name);
        for (var i = 0; i < 130; i++)
            await session.Run($"var v{i} = {i};");
        Assert.Equal("129", await session.Value("v0 + v129"));
    }
}
