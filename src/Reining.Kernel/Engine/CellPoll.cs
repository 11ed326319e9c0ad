namespace Reining.Kernel.Engine;

/// <summary>The question that every loop of a cell asks once per turn: was an interrupt requested?</summary>
/// <remarks>
/// <see cref="LoopPollRewriter"/> puts a call to <see cref="Check"/> at the head of each loop body, so that a loop without any
/// call in it can be stopped, also when it runs on a thread that the cell started. The flag stays set until the next cell
/// starts: loops that cells left running in the background end with the interrupt too.
/// </remarks>
public static class CellPoll
{
    const int Slots = 256;

    static readonly bool[] Requested = new bool[Slots];
    static int _last;

    /// <summary>Throws when an interrupt was requested; otherwise costs one read.</summary>
    /// <param name="slot">The session that the loop belongs to.</param>
    /// <exception cref="OperationCanceledException">An interrupt was requested.</exception>
    public static void Check(int slot)
    {
        if (Volatile.Read(ref Requested[slot]))
            Stop();
    }

    /// <summary>A slot for a new session; they are given out in turn.</summary>
    internal static int NextSlot() => Interlocked.Increment(ref _last) & (Slots - 1);

    internal static void Request(int slot) => Volatile.Write(ref Requested[slot], true);

    internal static void Reset(int slot) => Volatile.Write(ref Requested[slot], false);

    static void Stop() => throw new OperationCanceledException("The cell was interrupted.");
}
