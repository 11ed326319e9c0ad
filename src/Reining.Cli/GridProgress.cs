using System.Diagnostics;
using Reining.Chapters;
using Spectre.Console;

namespace Reining.Cli;

/// <summary>
/// Shows how far a grid of experiments is: in a terminal a bar with a line for each worker below it, elsewhere a line for each finished
/// experiment and now and then one that says what is being done.
/// </summary>
sealed class GridProgress : IDisposable
{
    static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);
    readonly Lock _gate = new();
    readonly Stopwatch _clock = Stopwatch.StartNew();
    readonly string[] _workers;
    readonly CancellationTokenSource _end = new();
    readonly Task _bars = Task.CompletedTask;
    readonly int _before;
    int _done, _count;
    TimeSpan _next;

    /// <param name="count">Experiments of the grid.</param>
    /// <param name="done">How many of them are finished.</param>
    /// <param name="workers">Processes that work on it.</param>
    public GridProgress(int count, int done, int workers)
    {
        (_count, _done, _before) = (count, done, done);
        _workers = [.. Enumerable.Repeat("starting", workers)];
        if (HasBars && count > done)
            _bars = Task.Run(Bars);
    }

    static bool HasBars => AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;

    /// <summary>Takes in what a worker reports.</summary>
    public void Report(int worker, ExperimentProgress progress)
    {
        lock (_gate)
        {
            if (progress.What == ExperimentEvent.Finished)
                _done = Math.Max(_done, Math.Max(progress.Done, Math.Min(_done + 1, _count)));
            _workers[worker] = progress.What switch
            {
                ExperimentEvent.Waiting => "waiting for the others",
                ExperimentEvent.Finished => $"{progress.Title}: finished",
                ExperimentEvent.Started => $"{progress.Title}: starting",
                _ => progress.Fit is { } fit ? $"{progress.Title}: {fit}" : $"{progress.Title}: {progress.Message}",
            };
            if (HasBars)
                return;
            if (progress.What == ExperimentEvent.Finished)
                Console.WriteLine($"{Place} {progress.Title}: finished{Left()}");
            else if (_clock.Elapsed >= _next || _next == default || (progress.Fit?.Step == 1 && _workers.Length == 1))
                Console.WriteLine($"{Place} {string.Join("; ", _workers)}{Left()}");
            else
                return;
            _next = _clock.Elapsed + Heartbeat;
        }
    }

    /// <summary>Writes a line, above the bars if they are shown.</summary>
    public void WriteLine(string line)
    {
        lock (_gate)
        {
            if (HasBars)
                AnsiConsole.WriteLine(line);
            else
                Console.WriteLine(line);
        }
    }

    /// <summary>Takes the bars away.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _bars.Wait();
        _end.Dispose();
    }

    string Place => FormattableString.Invariant($"[{_done}/{_count}]");

    string Left()
    {
        if (_done <= _before || _done >= _count)
            return "";
        var left = _clock.Elapsed / (_done - _before) * (_count - _done);
        return $", about {ExperimentProgress.Words(left)} left";
    }

    async Task Bars()
    {
        await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(async context =>
            {
                var all = context.AddTask("experiments", maxValue: _count);
                var lines = _workers.Select(w => context.AddTask(w, maxValue: 1)).ToList();
                while (!_end.IsCancellationRequested)
                {
                    lock (_gate)
                    {
                        (all.Value, all.Description) = (_done, Markup.Escape($"{_done} of {_count}{Left()}"));
                        for (var i = 0; i < lines.Count; i++)
                            lines[i].Description = Markup.Escape(_workers[i]);
                    }
                    await Task.Delay(250, CancellationToken.None);
                }
            });
    }
}
