using System.Diagnostics;
using Reining.Kernel.Display;

namespace Reining.Kernel.Engine;

/// <summary>What cells left running when they ended: tasks, threads, timers.</summary>
/// <remarks>
/// Whatever was started in a cell and may go on holds the cell's execution context, by which its text finds the cell. So a collection tells
/// whether there is any. What only keeps the context, such as a timer that is never due, counts as well: hence the limit.
/// </remarks>
sealed class LateWork
{
    static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(50);

    readonly List<(WeakReference Scope, CellContext Cell)> _left = [];

    /// <summary>Adds a cell that has ended. For one thread at a time, as <see cref="Wait"/>.</summary>
    /// <param name="scope">What <see cref="CellContext.Enter"/> gave.</param>
    /// <param name="cell">The cell.</param>
    public void Add(WeakReference scope, CellContext cell)
    {
        TakeEnded();
        _left.Add((scope, cell));
    }

    /// <summary>Comes back when nothing runs any more and what it printed has been sent, or when the time is over.</summary>
    public void Wait(TimeSpan most)
    {
        for (var watch = Stopwatch.StartNew(); ; Thread.Sleep(AskEvery))
        {
            GC.Collect();
            TakeEnded();
            if (_left.Count == 0 || watch.Elapsed >= most)
                break;
        }
        foreach (var (_, cell) in _left)
            cell.Flush();
    }

    void TakeEnded() => _left.RemoveAll(one =>
    {
        if (one.Scope.IsAlive)
            return false;
        one.Cell.Flush();
        return true;
    });
}
