using Reining.Kernel.Engine;

namespace Reining.Kernel.Tests;

/// <summary>A session in a folder of its own, and short ways to run cells in it.</summary>
sealed class SessionFixture : IAsyncDisposable
{
    int _count;

    public SessionFixture() => Session = new NotebookSession(Folder.Path);

    public TemporaryFolder Folder { get; } = new();

    public NotebookSession Session { get; }

    /// <summary>Runs a cell that must not fail.</summary>
    public async Task<RecordedOutput> Run(string code)
    {
        var (outcome, output) = await TryRun(code);
        Assert.True(outcome.Error is null, outcome.Error?.Message);
        return output;
    }

    /// <summary>Runs a cell and gives the text of its value.</summary>
    public async Task<string?> Value(string code) => (await Run(code)).Value?.PlainText;

    /// <summary>Runs a cell that must fail.</summary>
    public async Task<CellError> Fail(string code)
    {
        var (outcome, _) = await TryRun(code);
        return Assert.IsType<CellError>(outcome.Error);
    }

    /// <summary>Runs a cell and interrupts it when it has printed something.</summary>
    public async Task<CellOutcome> RunAndInterrupt(string code)
    {
        using var cancel = new CancellationTokenSource();
        var output = new RecordedOutput();
        var run = Session.ExecuteAsync(new CellRequest($"cell {++_count}", "Console.WriteLine(\"started\");\n" + code), output,
            cancel.Token);
        while (output.Stdout.Length == 0 && !run.IsCompleted)
            await Task.Delay(5);
        await Task.Delay(20); // into the body of the loop or the sleep
        cancel.Cancel();
        return await run.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public async Task<(CellOutcome Outcome, RecordedOutput Output)> TryRun(string code)
    {
        var output = new RecordedOutput();
        var outcome = await Session.ExecuteAsync(new CellRequest($"cell {++_count}", code), output, CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(120));
        return (outcome, output);
    }

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        Folder.Dispose();
    }
}
