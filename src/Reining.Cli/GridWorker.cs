using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Reining.Chapters;
using Reining.Training;

namespace Reining.Cli;

/// <summary>
/// This program once more, beside this process: it takes experiments that are neither finished nor held by another, and reports as JSON
/// lines. At the widths of the small profiles a second thread gives a training step nothing, a second process does; and TorchSharp frees
/// numbers that a native call of another thread still reads.
/// </summary>
sealed partial class GridWorker : IDisposable
{
    /// <summary>The option of <c>run</c> that makes a process a worker.</summary>
    public const string Option = "--worker";

    const int Terminate = 15; // SIGTERM
    static readonly JsonSerializerOptions Line = new(RunFolder.Json) { WriteIndented = false };
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    readonly Process _process;

    /// <summary>Starts one.</summary>
    /// <param name="threads">Threads of its tensor operations.</param>
    /// <param name="arguments">Arguments of <c>run</c>.</param>
    /// <param name="report">Called with what it reports.</param>
    /// <param name="show">Called with any other line that it writes.</param>
    public GridWorker(int threads, IEnumerable<string> arguments, Action<ExperimentProgress> report, Action<string> show)
    {
        var start = Self.Start(["run", .. arguments, Option]);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["OMP_NUM_THREADS"] = FormattableString.Invariant($"{threads}");
        _process = new Process { StartInfo = start };
        DataReceivedEventHandler received = (_, line) =>
        {
            if (line.Data is not { } text)
                return;
            if (Parse(text) is { } progress)
                report(progress);
            else
                show(text);
        };
        _process.OutputDataReceived += received;
        _process.ErrorDataReceived += received;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What a worker writes for a report.</summary>
    public static string Text(ExperimentProgress progress) => JsonSerializer.Serialize(progress, Line);

    /// <summary>Waits for its end.</summary>
    /// <exception cref="IOException">It failed, with a message of its own, or was killed.</exception>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public async Task FinishAsync(CancellationToken cancellation)
    {
        try
        {
            await _process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException("Stopped while workers were running; the same command goes on from there.", cancellation);
        }
        if (_process.ExitCode != 0)
        {
            throw new IOException($"Reproduce: expected a worker, a process beside this one, to end with 0, got {_process.ExitCode}; " +
                "what it said stands above (137: killed, often for lack of memory); the same command goes on from there.");
        }
    }

    /// <summary>Ends it if it still runs: asks first, so that it keeps what it has trained.</summary>
    public void Dispose()
    {
        if (!_process.HasExited && !OperatingSystem.IsWindows() && Signal(_process.Id, Terminate) == 0)
            _process.WaitForExit(Patience);
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit(); // only then its run's lock is free
        _process.Dispose();
    }

    static ExperimentProgress? Parse(string line)
    {
        try
        {
            return line.StartsWith("{\"title\"", StringComparison.Ordinal)
                ? JsonSerializer.Deserialize<ExperimentProgress>(line, Line)
                : null;
        }
        catch (JsonException)
        {
            return null; // a line of something else, to be shown
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
