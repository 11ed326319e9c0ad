using System.Buffers.Binary;
using System.Text;

namespace Reining.Torch;

/// <summary>Names in the dynamic symbol table of a 64-bit little-endian ELF file, read without loading it.</summary>
static class NativeSymbols
{
    const int SectionDynsym = 11, SymbolSize = 24, Weak = 2;

    /// <summary>What the file needs from others; weak needs, which may stay open, left out.</summary>
    public static HashSet<string> Needed(string path) => Names(path, (section, binding) => section == 0 && binding != Weak);

    /// <summary>What the file offers.</summary>
    public static HashSet<string> Offered(string path) => Names(path, (section, _) => section != 0);

    /// <exception cref="InvalidDataException">No such ELF file.</exception>
    static HashSet<string> Names(string path, Func<int, int, bool> wanted)
    {
        using var file = File.OpenRead(path);
        try
        {
            var header = Read(file, 0, 64);
            if (!header.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8))
                throw NotElf(path);
            var size = U16(header, 0x3A);
            var sections = Read(file, I64(header, 0x28), size * U16(header, 0x3C));
            var table = Enumerable.Range(0, U16(header, 0x3C)).Select(i => i * size).First(at => U32(sections, at + 4) == SectionDynsym);
            var symbols = Section(table);
            var text = Section((int)U32(sections, table + 40) * size);

            var names = new HashSet<string>();
            for (var at = SymbolSize; at < symbols.Length; at += SymbolSize) // the first is empty
            {
                if (!wanted(U16(symbols, at + 6), symbols[at + 4] >> 4))
                    continue;
                var name = text.AsSpan((int)U32(symbols, at));
                names.Add(Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]));
            }
            return names;

            byte[] Section(int at) => Read(file, I64(sections, at + 24), checked((int)I64(sections, at + 32)));
        }
        catch (Exception e)
            when (e is ArgumentException or InvalidOperationException or OverflowException or EndOfStreamException
                or IndexOutOfRangeException)
        {
            throw NotElf(path);
        }
    }

    static byte[] Read(FileStream file, long offset, int length)
    {
        if (offset < 0 || length < 0 || offset + length > file.Length)
            throw new EndOfStreamException();
        var bytes = new byte[length];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }

    static InvalidDataException NotElf(string path) => new($"Read '{path}': expected a 64-bit ELF library, got another file.");

    static int U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    static long I64(byte[] bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
}
