using System.Buffers.Binary;
using System.Text;

namespace Reining.Torch;

/// <summary>
/// Makes TorchSharp's native file loadable on Linux systems whose libstdc++ is older than GCC 13 (Debian 12, Ubuntu 22.04).
/// </summary>
/// <remarks>
/// The file asks for one symbol of <c>GLIBCXX_3.4.32</c>, <c>_ZSt21ios_base_library_initv</c>, an empty function that
/// newer compilers reference from every file that includes &lt;iostream&gt;. Three edits in the ELF tables of a copy remove
/// the need: the symbol's name becomes that of another no-argument function (<c>std::get_new_handler</c>), its version
/// index becomes "unversioned", and the version requirement is marked weak. Code and data are untouched.
/// </remarks>
public static class NativeFileCorrection
{
    /// <summary>The version that old systems lack; the loader's error message names it.</summary>
    public const string MissingVersion = "GLIBCXX_3.4.32";

    const string Symbol = "_ZSt21ios_base_library_initv";
    const string Replacement = "_ZSt15get_new_handlerv";
    const int SectionDynsym = 11, SectionVersym = 0x6fffffff, SectionVerneed = 0x6ffffffe;
    const ushort WeakRequirement = 2, Unversioned = 1;

    /// <summary>Returns a corrected copy of a shared library.</summary>
    /// <param name="file">Content of the file as shipped; not changed.</param>
    /// <exception cref="InvalidDataException">The file is not one that this correction understands.</exception>
    public static byte[] Correct(ReadOnlySpan<byte> file)
    {
        var bytes = file.ToArray();
        try
        {
            Edit(bytes);
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException)
        {
            throw NotRecognised("its tables point outside the file (truncated?)");
        }
        return bytes;
    }

    static void Edit(byte[] bytes)
    {
        if (bytes.Length < 64 || !bytes.AsSpan(0, 4).SequenceEqual("\u007fELF"u8) || bytes[4] != 2 || bytes[5] != 1 || U16(bytes, 18) != 62)
            throw NotRecognised("expected a little-endian 64-bit x86-64 ELF file");

        var sections = Sections(bytes);
        var symbols = Only(sections, SectionDynsym, "dynamic symbol table");
        var versions = Only(sections, SectionVersym, "symbol version table");
        var needs = Only(sections, SectionVerneed, "version requirement table");
        var symbolNames = sections[symbols.Link].Offset;
        var requirementNames = sections[needs.Link].Offset;

        var index = -1;
        for (var i = 0; i < symbols.Size / 24; i++)
        {
            if (TextAt(bytes, symbolNames + U32(bytes, symbols.Offset + 24 * i)) != Symbol)
                continue;
            if (index >= 0)
                throw NotRecognised($"symbol {Symbol} is there twice");
            index = i;
        }
        if (index < 0)
            throw NotRecognised($"symbol {Symbol} is not there");
        if (U16(bytes, symbols.Offset + 24 * index + 6) != 0)
            throw NotRecognised($"symbol {Symbol} is defined in the file itself");

        var requirement = Requirement(bytes, needs.Offset, requirementNames);
        CheckOnlyUse(bytes, symbols, versions, index, symbolNames, version: U16(bytes, requirement + 6));

        var name = bytes.AsSpan(symbolNames + U32(bytes, symbols.Offset + 24 * index), Symbol.Length);
        name.Clear();
        Encoding.ASCII.GetBytes(Replacement, name);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(versions.Offset + 2 * index), Unversioned);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(requirement + 4), (ushort)(U16(bytes, requirement + 4) | WeakRequirement));
    }

    /// <summary>Nothing else may hang on what is edited: neither another symbol on the version,
    /// nor another name on the tail of the name.</summary>
    static void CheckOnlyUse(byte[] bytes, Section symbols, Section versions, int index, int names, int version)
    {
        var count = symbols.Size / 24;
        if (versions.Size / 2 != count)
            throw NotRecognised($"expected a version for each of {count} symbols, got {versions.Size / 2}");
        var name = names + U32(bytes, symbols.Offset + 24 * index);
        for (var i = 0; i < count; i++)
        {
            if (U16(bytes, versions.Offset + 2 * i) == version != (i == index))
                throw NotRecognised($"expected {MissingVersion} to be required by {Symbol} alone");
            var other = names + U32(bytes, symbols.Offset + 24 * i);
            if (i != index && other >= name && other <= name + Symbol.Length)
                throw NotRecognised($"another symbol's name is a part of {Symbol}");
        }
    }

    /// <summary>Offset of the one Vernaux entry that names <see cref="MissingVersion"/>.</summary>
    static int Requirement(byte[] bytes, int table, int names)
    {
        var found = -1;
        for (var file = table; ;)
        {
            var entry = file + U32(bytes, file + 8);
            for (var left = U16(bytes, file + 2); left > 0; left--)
            {
                if (TextAt(bytes, names + U32(bytes, entry + 8)) == MissingVersion)
                    found = found < 0 ? entry : throw NotRecognised($"{MissingVersion} is required twice");
                entry += U32(bytes, entry + 12);
            }
            var next = U32(bytes, file + 12);
            if (next == 0)
                return found >= 0 ? found : throw NotRecognised($"{MissingVersion} is not required");
            file += next;
        }
    }

    readonly record struct Section(uint Type, int Offset, int Size, int Link);

    static Section[] Sections(byte[] bytes)
    {
        var offset = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(0x28)));
        var size = U16(bytes, 0x3A);
        var sections = new Section[U16(bytes, 0x3C)];
        _ = bytes.AsSpan(offset, checked(size * sections.Length)); // the whole table, to its last byte
        for (var i = 0; i < sections.Length; i++)
        {
            var at = offset + i * size;
            sections[i] = new Section(
                BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 4)),
                checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at + 24))),
                checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at + 32))),
                U32(bytes, at + 40));
        }
        return sections;
    }

    static Section Only(Section[] sections, uint type, string what)
    {
        var found = Array.FindAll(sections, s => s.Type == type);
        return found.Length == 1 ? found[0] : throw NotRecognised($"expected one {what}, got {found.Length}");
    }

    static int U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    static int U32(byte[] bytes, int at) => checked((int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)));

    static string TextAt(byte[] bytes, int at) => Encoding.ASCII.GetString(bytes.AsSpan(at, bytes.AsSpan(at).IndexOf((byte)0)));

    static InvalidDataException NotRecognised(string why) => new(
        $"Correct TorchSharp's native file: not a file this correction knows: {why}. " +
        "Use the pinned TorchSharp package, or a system with GCC 13's libstdc++ (Debian 13, Ubuntu 24.04).");
}
