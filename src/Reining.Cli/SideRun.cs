using System.Diagnostics;
using System.Runtime.InteropServices;
using Reining.Training;

namespace Reining.Cli;

/// <summary>
/// A part of a chapter in this program once more, beside this process, whose lines are shown here. At the widths of the quick profile a
/// second thread gives a training step nothing, a second process does; and TorchSharp frees numbers that a native call of another thread
/// still reads.
/// </summary>
sealed partial class SideRun : IDisposable
{
    const int Terminate = 15; // SIGTERM
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    readonly string _part;
    readonly Process _process;

    SideRun(string part, ProcessStartInfo start)
    {
        (_part, _process) = (part, new Process { StartInfo = start });
        _process.OutputDataReceived += (_, line) => Show(line.Data);
        _process.ErrorDataReceived += (_, line) => Show(line.Data);
    }

    /// <summary>Starts it; it trains and measures, and leaves tables and claims to this process.</summary>
    /// <param name="threads">Threads of its tensor operations.</param>
    /// <param name="part">The part.</param>
    /// <param name="profile">How large.</param>
    /// <param name="folder">Output folder.</param>
    public static SideRun Start(int threads, string part, string profile, string folder)
    {
        var start = Self.Start("run", part, "--profile", profile, "--out", folder, RunCommand.TrainOnly);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["OMP_NUM_THREADS"] = FormattableString.Invariant($"{threads}");
        var run = new SideRun(part, start);
        run._process.Start();
        run._process.BeginOutputReadLine();
        run._process.BeginErrorReadLine();
        return run;
    }

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
            throw new OperationCanceledException(
                $"Stopped while '{_part}' was running; the same command goes on from there.", cancellation);
        }
        if (_process.ExitCode != 0)
            throw new IOException(
                $"Reproduce: expected '{_part}', in a process beside this one, to end with 0, got {_process.ExitCode}; " +
                "what it said stands above (137: killed, often for lack of memory); the same command goes on from there.");
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

    static void Show(string? line)
    {
        if (line is not null)
            ConsoleProgress.WriteLine(line);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
