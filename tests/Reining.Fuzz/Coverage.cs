using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Reining.Fuzz;

/// <summary>Which edges between blocks of instrumented code an input takes, by the counters that SharpFuzz's instrumentation
/// fills.</summary>
public sealed unsafe class Coverage : IDisposable
{
    const int Size = 1 << 16;

    readonly byte* _counters = (byte*)NativeMemory.AllocZeroed(Size);
    readonly bool[] _seen = new bool[Size];

    /// <summary>Directs the instrumentation here.</summary>
    public Coverage() => Trace.SharedMem = _counters;

    /// <summary>Edges taken by any input so far.</summary>
    public int Count { get; private set; }

    /// <summary>Begins an input.</summary>
    public void Begin()
    {
        new Span<byte>(_counters, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Ends it; whether it took an edge that none before it took.</summary>
    public bool End()
    {
        var before = Count;
        for (var block = 0; block < Size; block += sizeof(ulong))
        {
            if (*(ulong*)(_counters + block) == 0) // nearly all
                continue;
            for (var at = block; at < block + sizeof(ulong); at++)
            {
                if (_counters[at] > 0 && !_seen[at])
                    (_seen[at], Count) = (true, Count + 1);
            }
        }
        return Count > before;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Trace.SharedMem = null;
        NativeMemory.Free(_counters);
    }
}
