using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Reining.Data;

/// <summary>
/// A file of NumPy's <c>savez</c>: a zip of <c>.npy</c> arrays. Numbers alone, little-endian and in C order; objects, which would be
/// pickles, are refused. Each array is checked against the zip's checksum of it. Source: NumPy Enhancement Proposal 1.
/// </summary>
sealed partial class Npz
{
    // Deflate packs at most 1032 bytes into one: an array that claims more is not there.
    const long MostRatio = 1032;
    const int MostHeader = 10_000, MostDimensions = 8;

    static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    readonly string _path, _reader, _remedy;
    readonly Dictionary<string, NpyArray> _arrays = [];

    Npz(string path, string reader, string remedy) => (_path, _reader, _remedy) = (path, reader, remedy);

    /// <summary>Reads arrays by name; others in the file are passed over.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reader">Who reads, for messages.</param>
    /// <param name="remedy">What to do about a wrong file, for messages.</param>
    /// <param name="names">Arrays that must be there.</param>
    /// <param name="optional">Arrays that may be there.</param>
    /// <exception cref="DataException">No such file or array; or it is damaged, or holds no plain numbers.</exception>
    public static Npz Read(string path, string reader, string remedy, IReadOnlyList<string> names, params IReadOnlyList<string> optional)
    {
        var npz = new Npz(path, reader, remedy);
        if (!File.Exists(path))
            throw npz.Bad($"a file at '{path}'", "no such file");
        try
        {
            using var zip = ZipFile.OpenRead(path);
            foreach (var name in names.Concat(optional))
            {
                if (zip.GetEntry($"{name}.npy") is { } entry)
                    npz._arrays[name] = npz.Array(name, npz.Content(name, entry));
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            throw npz.Bad($"a whole zip of arrays at '{path}'", $"another file or a damaged one ({e.Message.TrimEnd('.')})", e);
        }
        return names.FirstOrDefault(n => !npz.Has(n)) is { } missing
            ? throw npz.Bad($"the arrays {string.Join(", ", names)} in '{path}'", $"no {missing}") : npz;
    }

    /// <summary>Whether an array is there.</summary>
    public bool Has(string name) => _arrays.ContainsKey(name);

    /// <summary>An array as it is.</summary>
    public NpyArray this[string name] => _arrays[name];

    /// <summary>Values of an array in single precision, all of them finite.</summary>
    /// <param name="name">Which one.</param>
    /// <param name="shape">Its sizes; −1 for any.</param>
    /// <exception cref="DataException">Other sizes, or a value that is not finite.</exception>
    public float[] Floats(string name, params IReadOnlyList<int> shape)
    {
        var values = Shaped(name, shape).Floats();
        var wrong = System.Array.FindIndex(values, v => !float.IsFinite(v));
        return wrong < 0 ? values : throw Bad($"finite values in '{name}' of '{_path}'", $"{values[wrong]} at {wrong}");
    }

    /// <summary>Whole numbers of an array.</summary>
    /// <param name="name">Which one.</param>
    /// <param name="least">Smallest value.</param>
    /// <param name="most">Largest value.</param>
    /// <param name="shape">Its sizes; −1 for any.</param>
    /// <exception cref="DataException">Other sizes, fractions, or a value out of its range.</exception>
    public int[] Whole(string name, int least, int most, params IReadOnlyList<int> shape)
    {
        var array = Shaped(name, shape);
        var values = array.Whole() ?? throw Bad($"whole numbers in '{name}' of '{_path}'", $"numbers of type {array.Type}");
        var wrong = System.Array.FindIndex(values, v => v < least || v > most);
        return wrong < 0 ? System.Array.ConvertAll(values, v => (int)v)
            : throw Bad($"numbers from {least} to {most} in '{name}' of '{_path}'", $"{values[wrong]} at {wrong}");
    }

    /// <summary>The refusal of what is in the file.</summary>
    public DataException Bad(string expected, string got, Exception? inner = null) =>
        new($"{_reader}: expected {expected}, got {got}; {_remedy}.", inner);

    NpyArray Shaped(string name, IReadOnlyList<int> shape)
    {
        var array = _arrays[name];
        if (array.Shape.Count == shape.Count && array.Shape.Zip(shape).All(s => s.Second < 0 || s.First == s.Second))
            return array;
        var expected = shape.Count == 0 ? "a single number" : string.Join("x", shape.Select(s => s < 0 ? "N" : $"{s}"));
        throw Bad($"'{name}' of shape {expected} in '{_path}'", array.ShapeText);
    }

    byte[] Content(string name, ZipArchiveEntry entry)
    {
        if (entry.Length > Math.Min(System.Array.MaxLength, MostRatio * (entry.CompressedLength + 1)))
            throw Bad($"'{name}' of at most two gigabytes in '{_path}'", $"{entry.Length} bytes from {entry.CompressedLength} packed ones");
        var bytes = new byte[entry.Length];
        using var source = entry.Open();
        var count = source.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return count == bytes.Length && source.ReadByte() < 0 && Checksum(bytes) == entry.Crc32 ? bytes
            : throw Bad($"{bytes.Length} bytes of the file's own checksum in '{name}' of '{_path}'", "others");
    }

    NpyArray Array(string name, byte[] bytes)
    {
        // \x93NUMPY, two numbers of the version, length of the header, header, values
        if (bytes.Length < 12 || !bytes.AsSpan(0, 6).SequenceEqual(Magic) || bytes[6] is < 1 or > 3)
            throw Bad($"an array of NumPy as '{name}' in '{_path}'", "something else");
        var start = bytes[6] == 1 ? 10 : 12;
        var length = bytes[6] == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8)) : BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8));
        if (length < 0 || length > Math.Min(MostHeader, bytes.Length - start))
            throw Bad($"a header of at most {MostHeader} bytes of '{name}' in '{_path}'", $"{length} of {bytes.Length}");
        var header = Encoding.Latin1.GetString(bytes, start, length);
        var match = Header().Match(header);
        if (!match.Success)
            throw Bad($"type, order and shape of '{name}' in '{_path}'", $"'{header.Trim()}'");
        var type = match.Groups["type"].Value;
        if (match.Groups["order"].Value == ">" || !NpyArray.Types.Contains(type))
            throw Bad(
                $"little-endian numbers ({string.Join(", ", NpyArray.Types)}) in '{name}' of '{_path}'",
                $"'{match.Groups["order"].Value}{type}'");
        if (match.Groups["fortran"].Value == "True")
            throw Bad($"'{name}' in C order in '{_path}'", "Fortran order (numpy.ascontiguousarray changes it)");
        var shape = match.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(s => int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1).ToArray();
        var count = shape.Aggregate(1L, (product, n) => n < 0 || product < 0 ? -1 : Math.Min(product * n, int.MaxValue));
        if (shape.Length > MostDimensions || count * (type[1] - '0') != bytes.Length - start - length)
            throw Bad(
                $"'{name}' of shape ({match.Groups["shape"].Value}) and type {type} in '{_path}'",
                $"{bytes.Length - start - length} bytes");
        return new NpyArray(type, shape, bytes.AsMemory(start + length));
    }

    // The cyclic redundancy check of zip files.
    static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
            sum = Table[(byte)(sum ^ value)] ^ (sum >> 8);
        return ~sum;
    }

    static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i =>
        Enumerable.Range(0, 8).Aggregate((uint)i, (c, _) => (c & 1) == 0 ? c >> 1 : 0xEDB88320 ^ (c >> 1)))];

    [GeneratedRegex(
        @"^\{'descr': '(?<order>[<>|=]?)(?<type>[^']*)', 'fortran_order': (?<fortran>True|False), " +
        @"'shape': \((?<shape>[0-9, ]*)\), *\}\s*$")]
    private static partial Regex Header();
}
