using System.Collections.Concurrent;

namespace Reining.Kernel.Engine;

/// <summary>
/// A thread for an editor's questions, started with the first one. Not the thread pool, which a running cell may keep busy.
/// </summary>
sealed class AssistantThread : IDisposable
{
    readonly BlockingCollection<Action> _work = [];
    readonly Lazy<Thread> _thread;

    public AssistantThread() => _thread = new Lazy<Thread>(Start);

    /// <summary>Runs the function after those posted before.</summary>
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
        _ = _thread.Value;
        return done.Task;
    }

    /// <inheritdoc/>
    public void Dispose() => _work.CompleteAdding();

    Thread Start()
    {
        var started = new Thread(Work, maxStackSize: 16 << 20) { IsBackground = true, Name = "assistant" };
        started.Start();
        return started;
    }

    void Work()
    {
        foreach (var action in _work.GetConsumingEnumerable())
            action();
    }
}
