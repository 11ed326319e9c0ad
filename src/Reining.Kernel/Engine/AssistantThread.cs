using System.Collections.Concurrent;

namespace Reining.Kernel.Engine;

/// <summary>A thread for an editor's questions, started with the first one. Not the thread pool, which a running cell may keep busy.</summary>
sealed class AssistantThread : IDisposable
{
    readonly BlockingCollection<Action> work = [];
    readonly Lazy<Thread> thread;

    public AssistantThread() => thread = new Lazy<Thread>(Start);

    /// <summary>Runs the function after those posted before.</summary>
    public Task<T> Post<T>(Func<T> function)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() =>
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
        _ = thread.Value;
        return done.Task;
    }

    /// <inheritdoc/>
    public void Dispose() => work.CompleteAdding();

    Thread Start()
    {
        var started = new Thread(Work, maxStackSize: 16 << 20) { IsBackground = true, Name = "assistant" };
        started.Start();
        return started;
    }

    void Work()
    {
        foreach (var action in work.GetConsumingEnumerable())
            action();
    }
}
