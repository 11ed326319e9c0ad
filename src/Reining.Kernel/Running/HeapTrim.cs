namespace Reining.Kernel.Running;

/// <summary>
/// Gives memory that compilations leave behind back to the system between cells: the collector, left alone, keeps several times what lives,
/// because it sees a process that makes a lot of garbage and has the machine's memory to itself.
/// </summary>
/// <param name="least">Bytes of heap below which nothing is done.</param>
sealed class HeapTrim(long least)
{
    /// <summary>Above this the user's data, not compilations, fill the heap, and moving them about costs more than it gives.</summary>
    const long Most = 1L << 30;

    long _limit;

    /// <summary>
    /// Collects if the heap has grown by half since the last time; so the work stays in proportion to what was allocated.
    /// </summary>
    public void AfterCell()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) is var bytes && (bytes < Math.Max(least, _limit) || bytes > Most))
            return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _limit = GC.GetTotalMemory(forceFullCollection: false) * 3 / 2;
    }
}
