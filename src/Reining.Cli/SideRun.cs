using System.Diagnostics;
using Reining.Training;

namespace Reining.Cli;

/// <summary>
/// This program once more, beside this process, whose lines are shown here. At the widths of the quick profile a second thread gives a
/// training step nothing, a second process does; and TorchSharp frees numbers that a native call of another thread still reads.
/// </summary>
sealed class SideRun : IDisposable
{
    const string Failure = "error: ";
    readonly Process _process;
    string _lastError = "no message";
    string? _failure;

    SideRun(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Show(line.Data);
        _process.ErrorDataReceived += (_, line) => ShowError(line.Data);
    }

    /// <summary>Starts it.</summary>
    /// <param name="threads">Threads of its tensor operations.</param>
    /// <param name="arguments">Its arguments.</param>
    public static SideRun Start(int threads, params IEnumerable<string> arguments)
    {
        var start = Self.Start(arguments);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["OMP_NUM_THREADS"] = FormattableString.Invariant($"{threads}");
        var run = new SideRun(start);
        run._process.Start();
        run._process.BeginOutputReadLine();
        run._process.BeginErrorReadLine();
        return run;
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="IOException">It failed; the message is its own.</exception>
    public async Task FinishAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        if (_process.ExitCode != 0)
            throw new IOException(_failure ?? _lastError);
    }

    /// <summary>Ends it if it still runs; what it does goes on from its last checkpoint another time.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit(); // only then its run's lock is free
        _process.Dispose();
    }

    /// <summary>The sentence with which it fails is not shown here: it is that of this process's own failure.</summary>
    void ShowError(string? line)
    {
        if (line?.StartsWith(Failure, StringComparison.Ordinal) == true)
        {
            _failure = line[Failure.Length..];
            return;
        }
        _lastError = line ?? _lastError;
        Show(line);
    }

    static void Show(string? line)
    {
        if (line is not null)
            ConsoleProgress.WriteLine(line);
    }
}
