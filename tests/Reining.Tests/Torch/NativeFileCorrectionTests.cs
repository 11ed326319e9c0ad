using System.Buffers.Binary;
using System.Text;
using Reining.Torch;

namespace Reining.Tests.Torch;

/// <summary>On the real file of the pinned package, and on files that are almost it: what is not understood is refused,
/// never half edited.</summary>
public class NativeFileCorrectionTests
{
    const string Symbol = "_ZSt21ios_base_library_initv";
    const string Replacement = "_ZSt15get_new_handlerv";

    static readonly byte[] Original =
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so"));

    static readonly byte[] Corrected = NativeFileCorrection.Correct(Original);

    /// <summary>Positions of the three edits: name, version index, requirement flags.</summary>
    static readonly int[] Edited = Differences(Original, Corrected);

    static int NameAt => Original.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Symbol + "\0"));

    static int[] EditsOutsideTheName => [.. Edited.Where(i => i < NameAt || i > NameAt + Symbol.Length)];

    // Flags stand 4 bytes into the requirement's entry, which is the one byte that becomes 2.
    static int Requirement => EditsOutsideTheName.Single(i => Original[i] == 0 && Corrected[i] == 2) - 4;

    static int VersionIndex => EditsOutsideTheName.Single(i => i != Requirement + 4);

    static string Refusal(byte[] file)
    {
        var e = Assert.Throws<InvalidDataException>(() => NativeFileCorrection.Correct(file));
        Assert.StartsWith("Correct TorchSharp's native file: not a file this correction knows: ", e.Message, StringComparison.Ordinal);
        Assert.Contains("Use the pinned TorchSharp package, or a system with", e.Message, StringComparison.Ordinal);
        return e.Message;
    }

    static byte[] With(Action<byte[]> change)
    {
        var copy = (byte[])Original.Clone();
        change(copy);
        return copy;
    }

    [Fact]
    public void GivenTheRealFile_WhenCorrected_ThenOnlyNameVersionIndexAndOneFlagDiffer()
    {
        Assert.Equal(Original.Length, Corrected.Length);
        Assert.Equal(Symbol + "\0", Encoding.ASCII.GetString(Original, NameAt, Symbol.Length + 1));
        Assert.Equal(Replacement.PadRight(Symbol.Length + 1, '\0'), Encoding.ASCII.GetString(Corrected, NameAt, Symbol.Length + 1));

        Assert.Equal(2, EditsOutsideTheName.Length);
        Assert.Equal(1, BinaryPrimitives.ReadUInt16LittleEndian(Corrected.AsSpan(VersionIndex)));
        Assert.Equal(
            BinaryPrimitives.ReadUInt16LittleEndian(Original.AsSpan(Requirement + 6)),
            BinaryPrimitives.ReadUInt16LittleEndian(Original.AsSpan(VersionIndex)));
    }

    [Fact]
    public void GivenTheRealFile_WhenCorrectedTwice_ThenTheResultIsTheSameAndTheInputUntouched()
    {
        var copy = (byte[])Original.Clone();
        Assert.Equal(Corrected, NativeFileCorrection.Correct(copy));
        Assert.Equal(Original, copy);
    }

    [Fact]
    public void GivenACorrectedFile_WhenCorrectedAgain_ThenItIsRefused() =>
        Assert.Contains(Symbol + " is not there", Refusal(Corrected), StringComparison.Ordinal);

    [Fact]
    public void GivenATruncatedFile_WhenCorrected_ThenItIsRefusedAtEveryLength()
    {
        var random = new Random(1);
        int[] lengths = [
            0, 1, 4, 16, 63, 64, 65, 4096, Original.Length - 64, Original.Length - 1,
            .. Enumerable.Range(0, 40).Select(_ => random.Next(Original.Length))
        ];
        Assert.All(lengths, length => Refusal(Original[..length]));
    }

    [Fact]
    public void GivenRandomBytes_WhenCorrected_ThenTheyAreRefused()
    {
        var random = new Random(2);
        for (var i = 0; i < 50; i++)
        {
            var noise = new byte[4096];
            random.NextBytes(noise);
            Refusal(noise);
            Original.AsSpan(0, 64).CopyTo(noise); // a good header before noise
            BinaryPrimitives.WriteInt64LittleEndian(noise.AsSpan(0x28), 64 + random.Next(2000));
            Refusal(noise);
        }
    }

    [Theory]
    [InlineData(4, 1)] // 32 bits
    [InlineData(5, 2)] // big-endian
    [InlineData(18, 183)] // another processor
    public void GivenAHeaderOfAnotherKind_WhenCorrected_ThenItIsRefused(int at, byte value) =>
        Assert.Contains("little-endian 64-bit x86-64", Refusal(With(f => f[at] = value)), StringComparison.Ordinal);

    [SkippableTheory]
    [InlineData("/lib/x86_64-linux-gnu/libc.so.6")]
    [InlineData("/usr/lib/x86_64-linux-gnu/libstdc++.so.6")]
    public void GivenAnotherLibrary_WhenCorrected_ThenItIsRefused(string path)
    {
        Skip.IfNot(File.Exists(path), $"no {path} on this system");
        Assert.Contains("ios_base_library_init", Refusal(File.ReadAllBytes(path)), StringComparison.Ordinal);
    }

    [Fact]
    public void GivenTheVersionTwice_WhenCorrected_ThenItIsRefused()
    {
        var next = (int)BinaryPrimitives.ReadUInt32LittleEndian(Original.AsSpan(Requirement + 12));
        var neighbor = next > 0 ? Requirement + next : Requirement - 16;
        var file = With(f => f.AsSpan(Requirement + 8, 4).CopyTo(f.AsSpan(neighbor + 8)));
        Assert.Contains("is required twice", Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAnotherSymbolThatNeedsTheVersion_WhenCorrected_ThenItIsRefused()
    {
        var file = With(f => f.AsSpan(VersionIndex, 2).CopyTo(f.AsSpan(VersionIndex + 2)));
        Assert.Contains("alone", Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void GivenASymbolThatTheFileDefines_WhenCorrected_ThenItIsRefused()
    {
        // The dynamic symbol that names our name: 24-byte entries, name offset first, section index at 6.
        var names = (int)Section(type: 3, flags: 2).Offset;
        var symbols = Section(type: 11, flags: 2);
        var at = Enumerable.Range(0, (int)symbols.Size / 24).Select(i => (int)symbols.Offset + 24 * i)
            .Single(s => names + BinaryPrimitives.ReadUInt32LittleEndian(Original.AsSpan(s)) == NameAt);
        Assert.Contains("defined in the file itself", Refusal(With(f => f[at + 6] = 1)), StringComparison.Ordinal);

        // And a second symbol whose name is the tail of ours: a linker may share the two.
        var tail = BinaryPrimitives.ReadUInt32LittleEndian(Original.AsSpan(at)) + (uint)Symbol.Length - 1;
        Assert.Contains(
            "a part of", Refusal(With(f => BinaryPrimitives.WriteUInt32LittleEndian(f.AsSpan(at + 24), tail))), StringComparison.Ordinal);
    }

    [Fact]
    public void GivenDamagedTables_WhenCorrected_ThenItIsRefusedOrOnlyTheThreePlacesChange()
    {
        var random = new Random(3);
        var tables = (int)BinaryPrimitives.ReadUInt64LittleEndian(Original.AsSpan(0x28));
        for (var i = 0; i < 60; i++)
        {
            var file = With(f => f[tables + random.Next(f.Length - tables)] ^= (byte)(1 << random.Next(8)));
            try
            {
                var result = NativeFileCorrection.Correct(file);
                Assert.Equal(Edited, Differences(file, result));
            }
            catch (InvalidDataException)
            {
                // Refused.
            }
        }
    }

    static int[] Differences(byte[] a, byte[] b)
    {
        var found = new List<int>();
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] != b[i])
                found.Add(i);
        }
        return [.. found];
    }

    static (ulong Offset, ulong Size) Section(uint type, ulong flags)
    {
        var table = (int)BinaryPrimitives.ReadUInt64LittleEndian(Original.AsSpan(0x28));
        for (var at = table; ; at += 64)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(Original.AsSpan(at + 4)) == type &&
                BinaryPrimitives.ReadUInt64LittleEndian(Original.AsSpan(at + 8)) == flags)
                return (
                    BinaryPrimitives.ReadUInt64LittleEndian(Original.AsSpan(at + 24)),
                    BinaryPrimitives.ReadUInt64LittleEndian(Original.AsSpan(at + 32)));
        }
    }
}
