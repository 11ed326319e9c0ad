using System.Globalization;
using Reining.Kernel.Running;
using Spectre.Console;

namespace Reining.Cli;

/// <summary>Shows a notebook's run: a line per cell, and in a terminal the running cell's last output below.</summary>
sealed class NotebookProgress : IDisposable
{
    static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    readonly bool live = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;
    readonly Lock gate = new();
    readonly Timer timer;
    CellProgress? current;
    DateTime started;
    string lastLine = "";
    StatusContext? status;

    public NotebookProgress() => timer = new Timer(_ => Beat());

    /// <summary>Runs the work while showing what it reports.</summary>
    public async Task<T> ShowAsync<T>(Func<Action<CellProgress>, Task<T>> work)
    {
        var period = live ? TimeSpan.FromSeconds(1) : Heartbeat;
        timer.Change(period, period);
        if (!live)
            return await work(Report);
        T result = default!;
        await AnsiConsole.Status().StartAsync("starting", async context =>
        {
            status = context;
            result = await work(Report);
        });
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();

    void Report(CellProgress progress)
    {
        lock (gate)
        {
            switch (progress.Phase)
            {
                case CellPhase.Started:
                    (current, started, lastLine) = (progress, DateTime.UtcNow, "");
                    ShowStatus();
                    break;
                case CellPhase.Output when progress.LastLine.Length > 0:
                    lastLine = progress.LastLine;
                    ShowStatus();
                    break;
                case CellPhase.Finished or CellPhase.Failed:
                    current = null;
                    WriteLine($"{Place(progress)} {Seconds(progress.Elapsed)}  {(progress.Phase == CellPhase.Failed ? "FAILED " : "")}{progress.Cell.Headline()}");
                    break;
            }
        }
    }

    void Beat()
    {
        lock (gate)
        {
            if (current == null)
                return;
            if (live)
                ShowStatus();
            else if (DateTime.UtcNow - started > Heartbeat)
                WriteLine($"{Place(current)} {Seconds(DateTime.UtcNow - started)}  … {(lastLine.Length > 0 ? lastLine : current.Cell.Headline())}");
        }
    }

    void ShowStatus()
    {
        if (status == null || current == null)
            return;
        var line = $"{Place(current)} {Seconds(DateTime.UtcNow - started)}  {current.Cell.Headline()}{(lastLine.Length > 0 ? "  " + lastLine : "")}";
        var width = Math.Max(20, AnsiConsole.Profile.Width - 4);
        status.Status(Markup.Escape(line.Length <= width ? line : line[..width]));
    }

    void WriteLine(string line)
    {
        if (live)
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
