using System.Collections.Concurrent;
using System.Diagnostics;

namespace Reining.Kernel.Engine;

/// <summary>Runs an asynchronous cell on the calling thread: what it awaits continues here.</summary>
sealed class MessagePump : SynchronizationContext
{
    static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(50);

    readonly BlockingCollection<(SendOrPostCallback Work, object? State)> _queue = [];
    volatile bool _abandoned;

    /// <summary>Runs the work until its task ends, or until a little after the token was canceled.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled and the task did not end by itself.</exception>
    public static T Run<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        var pump = new MessagePump();
        var outer = Current;
        SetSynchronizationContext(pump);
        try
        {
            var task = work();
            if (!task.IsCompleted)
                pump.Loop(task, cancel);
            return task.GetAwaiter().GetResult();
        }
        finally
        {
            pump._abandoned = true;
            SetSynchronizationContext(outer);
        }
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        // What an abandoned cell still awaits must not continue in the middle of a later cell.
        if (!_abandoned)
            _queue.Add((d, state));
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state)
    {
        if (Current == this)
        {
            d(state);
            return;
        }
        using var done = new ManualResetEventSlim();
        Post(_ => { try { d(state); } finally { done.Set(); } }, null);
        done.Wait();
    }

    void Loop(Task task, CancellationToken cancel)
    {
        task.ContinueWith(_ => Post(_ => { }, null), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        var sinceCancel = new Stopwatch();
        while (!task.IsCompleted)
        {
            (SendOrPostCallback Work, object? State) item;
            if (!cancel.IsCancellationRequested)
            {
                try
                {
                    item = _queue.Take(cancel);
                }
                catch (OperationCanceledException) when (cancel.IsCancellationRequested)
                {
                    continue;
                }
                item.Work(item.State);
                continue;
            }
            sinceCancel.Start();
            if (_queue.TryTake(out item, millisecondsTimeout: 5))
                item.Work(item.State);
            else if (sinceCancel.Elapsed > Grace)
                throw new OperationCanceledException("The cell was interrupted.", cancel);
        }
    }
}
