using System.Runtime.InteropServices;

namespace Reining.Torch;

/// <summary>
/// Keeps freed tensor memory in the process. By default glibc gives large blocks back to the system and fetches them again, page
/// by page, in every training step: a fifth of a step of the MNIST net at width 16, and half of it in a virtual machine.
/// </summary>
/// <remarks>
/// <c>mallopt</c>: the heap is never trimmed. With huge pages (<see cref="HugePages"/> in <see cref="Tunables"/>, which glibc reads at the
/// start of a process only; the launchers set it) blocks up to glibc's largest threshold of 32 MiB come from the heap, and larger ones go
/// back to the system and cost little to fetch. Without huge pages all blocks come from the heap, whose gaps make the peak up to half as
/// large again. Left alone if the user has set glibc's variables otherwise, if <c>REINING_MALLOC=system</c>, and where there is no glibc.
/// </remarks>
static unsafe class NativeMemory
{
    const int TrimThreshold = -1, MmapThreshold = -3, MmapMaximum = -4; // malloc.h
    const int NeverMmap = 0, NeverTrim = -1, LargestThreshold = 32 << 20;

    /// <summary>Set it to <c>system</c> to leave the allocator as it is.</summary>
    public const string Variable = "REINING_MALLOC";

    /// <summary>glibc's variable.</summary>
    public const string Tunables = "GLIBC_TUNABLES";

    /// <summary>Its value for pages of 2 MiB.</summary>
    public const string HugePages = "glibc.malloc.hugetlb=1";

    static readonly string[] UsersOwn = ["MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_MAX_"];

    /// <summary>Sets the allocator; returns whether it did.</summary>
    public static bool Keep()
    {
        var tunables = Environment.GetEnvironmentVariable(Tunables) is { Length: > 0 } set ? set : null;
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Variable) == "system" ||
            tunables is not (null or HugePages) || UsersOwn.Any(v => Environment.GetEnvironmentVariable(v) is { Length: > 0 }))
            return false;
        if (!NativeLibrary.TryLoad("libc.so.6", out var libc) || !NativeLibrary.TryGetExport(libc, "mallopt", out var export))
            return false;
        var mallopt = (delegate* unmanaged<int, int, int>)export;
        var kept = tunables == HugePages && AreHugePagesUsed(libc)
            ? mallopt(MmapThreshold, LargestThreshold)
            : mallopt(MmapMaximum, NeverMmap);
        return kept == 1 && mallopt(TrimThreshold, NeverTrim) == 1;
    }

    /// <summary>glibc knows the setting since 2.35; the system may not offer them.</summary>
    static bool AreHugePagesUsed(nint libc)
    {
        const string Offered = "/sys/kernel/mm/transparent_hugepage/enabled";
        return NativeLibrary.TryGetExport(libc, "gnu_get_libc_version", out var version) &&
            Version.TryParse(Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)version)()), out var glibc) &&
            glibc >= new Version(2, 35) &&
            File.Exists(Offered) && !File.ReadAllText(Offered).Contains("[never]", StringComparison.Ordinal);
    }
}
