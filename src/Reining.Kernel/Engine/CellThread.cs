using System.Collections.Concurrent;
using System.Runtime;

namespace Reining.Kernel.Engine;

/// <summary>The one thread on which cells run, with a large stack, and the ways to stop what runs there.</summary>
/// <remarks>
/// An interrupt has four layers, because none reaches everything. At once: the cell's token (awaits, cooperative code) and
/// <see cref="CellPoll"/> (loops in cells). Then <see cref="Thread.Interrupt"/> (sleeps, waits, joins). Last, for loops in
/// compiled libraries, an abort by <see cref="ControlledExecution"/>: reliable where the library calls native code or waits,
/// while in purely managed code .NET 10 on Linux may end the whole process instead, which a watched worker survives; hence
/// last and late. A thread that was aborted once cannot be relied on to be aborted again and is replaced.
/// State of earlier cells is kept by all of them.
/// </remarks>
sealed class CellThread : IDisposable
{
    const int StackBytes = 64 << 20;
    static readonly TimeSpan BeforeWake = TimeSpan.FromMilliseconds(80), BetweenWakes = TimeSpan.FromMilliseconds(150);

    // About a second. Counted, not timed: on a busy machine, where the cell gets its turn late, so does the one who counts.
    const int WakesBeforeAbort = 6;

    readonly BlockingCollection<Action> _work = [];
    readonly Lock _gate = new();
    readonly int _pollSlot;
    Thread _thread;
    Running? _running;
    bool _retired;

    public CellThread(int pollSlot)
    {
        this._pollSlot = pollSlot;
        _thread = StartThread();
    }

    /// <summary>Queues work that cannot be interrupted.</summary>
    public Task<T> Post<T>(Func<T> function)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(function());
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        });
        return done.Task;
    }

    /// <summary>To be called on this thread: runs asynchronous code to its end, interruptibly.</summary>
    /// <param name="function">The code.</param>
    /// <param name="cancel">Its token; canceling it is the interrupt.</param>
    /// <exception cref="CellAbortedException">It had to be aborted.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public T RunInterruptibly<T>(Func<Task<T>> function, CancellationToken cancel)
    {
        using var abort = new CancellationTokenSource();
        var current = new Running(abort);
        lock (_gate)
            _running = current;
        CellPoll.Reset(_pollSlot);
        var registration = cancel.Register(() => Stop(current));
        var outer = SynchronizationContext.Current;
        try
        {
            T result = default!;
            Exception? failure = null;
            // The abort is the only layer that ends a loop in a compiled library; the session advises a restart after it.
#pragma warning disable SYSLIB0046
            ControlledExecution.Run(() =>
            {
                try
                {
                    result = MessagePump.Run(function, cancel);
                }
                catch (Exception error) when (error is not ThreadAbortException)
                {
                    failure = error;
                }
            }, abort.Token);
#pragma warning restore SYSLIB0046
            if (failure is not null)
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            return result;
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            _retired = true;
            throw new CellAbortedException();
        }
        catch (ThreadInterruptedException) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException("The cell was interrupted.", cancel);
        }
        finally
        {
            Uninterrupted(() =>
            {
                lock (_gate)
                    _running = null;
            });
            if (cancel.IsCancellationRequested)
                Uninterrupted(() => Thread.Sleep(1)); // takes a pending Thread.Interrupt
            Uninterrupted(registration.Dispose);
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _work.CompleteAdding();

    Thread StartThread()
    {
        var started = new Thread(Work, StackBytes) { IsBackground = true, Name = "cells" };
        started.Start();
        return started;
    }

    void Work()
    {
        foreach (var action in _work.GetConsumingEnumerable())
        {
            action();
            if (!_retired)
                continue;
            _retired = false;
            lock (_gate)
                _thread = StartThread();
            return;
        }
    }

    // Wake and abort come from a thread of their own: both may block.
    void Stop(Running current)
    {
        CellPoll.Request(_pollSlot);
        var stopper = new Thread(() =>
        {
            Thread.Sleep(BeforeWake);
            for (var wakes = 1; WakeIfRunning(current); wakes++)
            {
                Thread.Sleep(BetweenWakes);
                if (wakes == WakesBeforeAbort)
                    ThreadPool.UnsafeQueueUserWorkItem(_ => Abort(current), null);
            }
        })
        { IsBackground = true, Name = "interrupt" };
        stopper.Start();
    }

    void Abort(Running current)
    {
        try
        {
            if (IsRunning(current))
                current.Abort.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The cell ended between the question and the call.
        }
    }

    bool IsRunning(Running current)
    {
        lock (_gate)
            return ReferenceEquals(_running, current);
    }

    bool WakeIfRunning(Running current)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_running, current))
                return false;
            _thread.Interrupt();
            return true;
        }
    }

    static void Uninterrupted(Action action)
    {
        while (true)
        {
            try
            {
                action();
                return;
            }
            catch (ThreadInterruptedException)
            {
                // A late interrupt of the cell that just ended; once more.
            }
        }
    }

    sealed record Running(CancellationTokenSource Abort);
}
