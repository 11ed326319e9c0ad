using System.Runtime.InteropServices;

namespace Reining.Torch;

/// <summary>
/// Keeps freed tensor memory in the process. By default glibc gives large blocks back to the system and fetches them again, page
/// by page, in every training step: a fifth of a step of the MNIST net at width 16.
/// </summary>
/// <remarks>
/// <c>mallopt</c>: all blocks come from the heap, also those above glibc's largest threshold of 32 MiB (activations at width 64 are larger),
/// and the heap is never trimmed. Left alone if the user has set glibc's own variables, if <c>REINING_MALLOC=system</c>, and where there is no glibc.
/// </remarks>
static unsafe class NativeMemory
{
    const int TrimThreshold = -1, MmapMaximum = -4; // malloc.h
    const int NeverMmap = 0, NeverTrim = -1;

    /// <summary>Set it to <c>system</c> to leave the allocator as it is.</summary>
    public const string Variable = "REINING_MALLOC";

    static readonly string[] UsersOwn = ["MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_MAX_", "GLIBC_TUNABLES"];

    /// <summary>Sets the allocator; returns whether it did.</summary>
    public static bool Keep()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Variable) == "system" || UsersOwn.Any(v => Environment.GetEnvironmentVariable(v) is { Length: > 0 }))
            return false;
        if (!NativeLibrary.TryLoad("libc.so.6", out var libc) || !NativeLibrary.TryGetExport(libc, "mallopt", out var export))
            return false;
        var mallopt = (delegate* unmanaged<int, int, int>)export;
        return mallopt(MmapMaximum, NeverMmap) == 1 && mallopt(TrimThreshold, NeverTrim) == 1;
    }
}
