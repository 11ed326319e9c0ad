namespace Reining.Explorer;

/// <summary>
/// One thread does one piece of work after another. Of those that come meanwhile only the newest waits, so that pictures stay as near to
/// the hand as they can.
/// </summary>
/// <remarks>Always the same thread, because each thread that calls libtorch gets helpers of its own.</remarks>
/// <typeparam name="T">What a piece of work returns.</typeparam>
sealed class NewestOnly<T> : IDisposable where T : class
{
    const long BytesBetweenCollections = 16 << 20;

    readonly Lock _lock = new();
    readonly SemaphoreSlim _signal = new(0);
    readonly Thread _thread;
    (Func<T> Work, TaskCompletionSource<T?> Result)? _waiting;
    bool _ends;
    long _allocated;

    public NewestOnly()
    {
        _thread = new Thread(Serve) { IsBackground = true, Name = "explorer" };
        _thread.Start();
    }

    /// <summary>Does a piece of work; the task returns null if a newer one came before it began.</summary>
    public Task<T?> Run(Func<T> work)
    {
        var result = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_ends, this);
            _waiting?.Result.SetResult(null);
            _waiting = (work, result);
        }
        _signal.Release();
        return result.Task;
    }

    void Serve()
    {
        while (true)
        {
            _signal.Wait();
            (Func<T> Work, TaskCompletionSource<T?> Result)? next;
            lock (_lock)
            {
                if (_ends)
                    return;
                (next, _waiting) = (_waiting, null);
            }
            if (next is not { } piece)
                continue; // overtaken
            try
            {
                piece.Result.SetResult(piece.Work());
            }
            catch (Exception e)
            {
                piece.Result.SetException(e);
            }
            Collect();
        }
    }

    /// <summary>
    /// Collects garbage between two pieces of work. During a native call a collection, which any thread can cause, would free numbers that
    /// TorchSharp does not keep alive (docs/decisions.md, "Traps met"); the program is started with room for more than this.
    /// </summary>
    void Collect()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        if (allocated - _allocated < BytesBetweenCollections)
            return;
        GC.Collect(1, GCCollectionMode.Forced, blocking: true);
        _allocated = GC.GetTotalAllocatedBytes();
    }

    /// <summary>Ends the thread after its present work; what waits is not done.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _ends = true;
            _waiting?.Result.SetResult(null);
            _waiting = null;
        }
        _signal.Release();
        _thread.Join();
        _signal.Dispose();
    }
}
