using System.Diagnostics;
using Reining.Kernel.Engine;
using Reining.Kernel.Running;

namespace Reining.Kernel.Tests.Running;

/// <summary>An interrupt reaches what the cell started, and nothing else.</summary>
public sealed class ChildProcessTests
{
    [SkippableFact]
    public async Task GivenProcessesOfThisAndOfAnEarlierCell_WhenTheCellIsInterrupted_ThenOnlyItsOwnEnd()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Processes are found by /proc.");
        using var folder = new TemporaryFolder();
        await using var executor = new WorkerExecutor(WorkerTests.Command, folder.Path);
        var before = await Run(executor, "var kept = System.Diagnostics.Process.Start(\"sleep\", \"321\"); Console.Write(kept.Id);");
        await Task.Delay(100);
        using var cancel = new CancellationTokenSource();
        var output = new RecordedOutput();
        var run = executor.ExecuteAsync(new CellRequest("cell 2",
            "var p = System.Diagnostics.Process.Start(\"sh\", [\"-c\", \"sleep 322; sleep 323\"]); "
                + "Console.WriteLine(p.Id); p.WaitForExit();"),
            output, cancel.Token);
        while (!output.Stdout.Contains('\n', StringComparison.Ordinal))
            await Task.Delay(10);
        await Task.Delay(300); // until the shell has started the first of its own
        await cancel.CancelAsync();
        Assert.Equal(CellError.Interrupted, (await run.WaitAsync(TimeSpan.FromSeconds(60))).Error?.Name);
        using var earlier = Process.GetProcessById(int.Parse(before));
        Assert.Equal("true", await Eventually(executor, "p.HasExited && kept.HasExited == false ? \"true\" : \"\""));
        earlier.Kill();
    }

    static async Task<string> Eventually(WorkerExecutor executor, string expression)
    {
        for (var i = 0; i < 100; i++)
        {
            if (await Run(executor, $"Console.Write({expression});") is { Length: > 0 } text)
                return text;
            await Task.Delay(100);
        }
        return "";
    }

    static async Task<string> Run(WorkerExecutor executor, string code)
    {
        var output = new RecordedOutput();
        var outcome = await executor.ExecuteAsync(new CellRequest("cell", code), output, CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(120));
        Assert.Null(outcome.Error);
        return output.Stdout;
    }
}
