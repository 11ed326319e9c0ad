using System.Globalization;
using Reining.Kernel.Running;
using Spectre.Console;

namespace Reining.Kernel.Tool;

/// <summary>Shows a notebook's run: a line per cell, and in a terminal the running cell's last output below.</summary>
sealed class NotebookProgress : IDisposable
{
    static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    readonly bool _live = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;
    readonly Lock _gate = new();
    readonly Timer _timer;
    CellProgress? _current;
    DateTime _started;
    string _lastLine = "";
    StatusContext? _status;

    public NotebookProgress() => _timer = new Timer(_ => Beat());

    /// <summary>Runs the work while showing what it reports.</summary>
    public async Task<T> ShowAsync<T>(Func<Action<CellProgress>, Task<T>> work)
    {
        var period = _live ? TimeSpan.FromSeconds(1) : Heartbeat;
        _timer.Change(period, period);
        if (!_live)
            return await work(Report);
        T result = default!;
        await AnsiConsole.Status().StartAsync("starting", async context =>
        {
            _status = context;
            result = await work(Report);
        });
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    void Report(CellProgress progress)
    {
        lock (_gate)
        {
            switch (progress.Phase)
            {
                case CellPhase.Started:
                    (_current, _started, _lastLine) = (progress, DateTime.UtcNow, "");
                    ShowStatus();
                    break;
                case CellPhase.Output when progress.LastLine.Length > 0:
                    _lastLine = progress.LastLine;
                    ShowStatus();
                    break;
                case CellPhase.Finished or CellPhase.Failed:
                    _current = null;
                    WriteLine($"{Place(progress)} {Seconds(progress.Elapsed)}  "
                        + $"{(progress.Phase == CellPhase.Failed ? "FAILED " : "")}{progress.Cell.Headline()}");
                    break;
            }
        }
    }

    void Beat()
    {
        lock (_gate)
        {
            if (_current is null)
                return;
            if (_live)
                ShowStatus();
            else if (DateTime.UtcNow - _started > Heartbeat)
                WriteLine($"{Place(_current)} {Seconds(DateTime.UtcNow - _started)}  … "
                    + $"{(_lastLine.Length > 0 ? _lastLine : _current.Cell.Headline())}");
        }
    }

    void ShowStatus()
    {
        if (_status is null || _current is null)
            return;
        var line = $"{Place(_current)} {Seconds(DateTime.UtcNow - _started)}  "
            + $"{_current.Cell.Headline()}{(_lastLine.Length > 0 ? "  " + _lastLine : "")}";
        var width = Math.Max(20, AnsiConsole.Profile.Width - 4);
        _status.Status(Markup.Escape(line.Length <= width ? line : line[..width]));
    }

    void WriteLine(string line)
    {
        if (_live)
            AnsiConsole.WriteLine(line);
        else
            Console.WriteLine(line);
    }

    static string Place(CellProgress progress)
    {
        var count = progress.Count.ToString(CultureInfo.InvariantCulture);
        return $"[{progress.Number.ToString(CultureInfo.InvariantCulture).PadLeft(count.Length)}/{count}]";
    }

    static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds,6:F1} s");
}
