using System.Collections.Concurrent;
using System.Diagnostics;

namespace Reining.Kernel.Engine;

/// <summary>Runs an asynchronous cell on the calling thread: what it awaits continues here.</summary>
sealed class MessagePump : SynchronizationContext
{
    static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(50);

    readonly BlockingCollection<(SendOrPostCallback Work, object? State)> _queue = [];
    readonly Lock _gate = new();
    bool _ended, _abandoned;

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
            SetSynchronizationContext(outer);
            pump.End(abandon: cancel.IsCancellationRequested);
        }
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_gate)
        {
            if (!_ended)
            {
                _queue.Add((d, state));
                return;
            }
        }
        if (!_abandoned)
            RunOnPool(d, state);
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

    // What an interrupted cell still awaits must not continue in the middle of a later cell. What another one left running goes on,
    // beside later cells as a task of the pool does.
    void End(bool abandon)
    {
        lock (_gate)
            (_ended, _abandoned) = (true, abandon);
        while (!abandon && _queue.TryTake(out var item))
            RunOnPool(item.Work, item.State);
    }

    // Without a pump there is nobody to catch what an `async void` throws, and it would end the process.
    static void RunOnPool(SendOrPostCallback work, object? state) => ThreadPool.QueueUserWorkItem(_ =>
    {
        try
        {
            work(state);
        }
        catch (Exception error)
        {
            Console.Error.WriteLine(string.Join('\n', CellError.From(error).Traceback));
        }
    });

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
