using System.Globalization;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>
/// Tells oneDNN, which computes libtorch's convolutions, the sizes of the processor's caches where it has read them wrongly.
/// </summary>
/// <remarks>
/// On AMD processors oneDNN 3.7 takes the sizes from CPUID leaf 8000001D without asking whether it is there. Many virtual machines hide it.
/// Every cache then has one byte, and its copies into padded layouts leave the padding unwritten: convolutions with channels that are no
/// multiple of 16 give wrong numbers (PyTorch's as well). The record that it keeps is found in the library's memory by its
/// contents and corrected, from the older leaves 80000005 and 80000006. Where it is not found (another libtorch) and the numbers are wrong,
/// oneDNN is switched off.
/// </remarks>
static unsafe class OneDnnCaches
{
    const int Kib = 1024, Levels = 3, MaxLevels = 10;

    /// <summary>Corrects the sizes if they were misread.</summary>
    /// <returns>What was done, for logs; null if nothing had to be.</returns>
    public static string? Correct()
    {
        if (!AreHidden())
            return null;
        LibTorch.SwitchOffNnpack(); // does not start without the leaf, and says so at every convolution
        using (NewDisposeScope())
            // oneDNN reads the sizes at its first use; this one is right in any case
            nn.functional.conv2d(ones(2, 16, 8, 8), ones(16, 16, 5, 5));
        var record = Record();
        if (record is not null)
        {
            (record[0], record[1], record[2]) = Sizes();
            return "cache sizes corrected for oneDNN";
        }
        if (IsRight())
            return null;
        LibTorch.SwitchOffOneDnn();
        IsOff = true;
        return "convolutions without oneDNN, which misreads this machine's caches";
    }

    /// <summary>Whether convolutions go without oneDNN.</summary>
    internal static bool IsOff { get; private set; }

    static bool AreHidden() =>
        OperatingSystem.IsLinux() && IsAmd() && (X86Base.CpuId(unchecked((int)0x8000001D), 0).Eax & 31) == 0;

    /// <summary>Whether a convolution of 20 channels, which fill no blocks of 16, is right.</summary>
    static bool IsRight()
    {
        using var scope = NewDisposeScope();
        full([4 * 32 * 16 * 16], float.NaN).Dispose(); // in memory that is left unwritten
        return nn.functional.conv2d(ones(4, 20, 16, 16), ones(1, 20, 5, 5)).eq(20 * 5 * 5).all().item<bool>();
    }

    /// <summary>Whether AMD made the processor.</summary>
    internal static bool IsAmd()
    {
        if (!X86Base.IsSupported)
            return false;
        var (_, ebx, ecx, edx) = X86Base.CpuId(0, 0);
        return (ebx, edx, ecx) == (0x68747541, 0x69746E65, 0x444D4163); // "AuthenticAMD"
    }

    /// <summary>Bytes of the data caches for one core; of the third level, which the old leaf counts for the whole socket,
    /// oneDNN's own guess.</summary>
    static (uint First, uint Second, uint Third) Sizes()
    {
        var first = (uint)X86Base.CpuId(unchecked((int)0x80000005), 0).Ecx >> 24;
        var second = (uint)X86Base.CpuId(unchecked((int)0x80000006), 0).Ecx >> 16;
        return ((first == 0 ? 32 : first) * Kib, (second == 0 ? 512 : second) * Kib, 1024 * Kib);
    }

    /// <summary>Where the record is: sizes of up to ten levels, their sharing cores, the number of levels, a version,
    /// the processor's model, family, stepping.</summary>
    static uint* Record()
    {
        var signature = X86Base.CpuId(1, 0).Eax;
        Span<uint> record = stackalloc uint[2 * MaxLevels + 5];
        record[..Levels].Fill(1); // a byte each
        record.Slice(MaxLevels, Levels).Fill(1); // a core each
        record[2 * MaxLevels] = Levels;
        (record[2 * MaxLevels + 2], record[2 * MaxLevels + 3], record[2 * MaxLevels + 4]) =
            ((uint)signature >> 4 & 15, (uint)signature >> 8 & 15, (uint)signature & 15);
        foreach (var (start, words) in LibTorchVariables())
        {
            var at = new ReadOnlySpan<uint>((void*)start, words).IndexOf(record);
            if (at >= 0)
                return (uint*)start + at;
        }
        return null;
    }

    /// <summary>libtorch's variables: its writable mappings, and the nameless one that follows, of those that start as zero.</summary>
    static IEnumerable<(nint Start, int Words)> LibTorchVariables()
    {
        var (ours, end) = (false, "");
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            var parts = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            var range = parts[0].Split('-');
            ours = parts.Length == 6 ? Path.GetFileName(parts[5]) == "libtorch_cpu.so" : ours && range[0] == end;
            end = range[1];
            if (!ours || parts[1][1] != 'w')
                continue;
            var start = nint.Parse(range[0], NumberStyles.HexNumber);
            yield return (start, (int)((nint.Parse(end, NumberStyles.HexNumber) - start) / sizeof(uint)));
        }
    }
}
