using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Reining.Data;

/// <summary>
/// Arrays of bytes in a MATLAB file of level 5, little-endian, compressed or not: what SVHN comes in. Other kinds of arrays are passed
/// over. Source: "MAT-File Format", The MathWorks, chapter 1.
/// </summary>
static class MatFile
{
    const int Header = 128, Matrix = 14, Compressed = 15, Bytes = 2, ByteClass = 9, DoubleClass = 6, SmallestTag = 8;

    /// <summary>An array; the first dimension runs fastest.</summary>
    /// <param name="Shape">Its dimensions.</param>
    /// <param name="Values">Its values.</param>
    internal sealed record ByteArray(IReadOnlyList<int> Shape, byte[] Values);

    /// <summary>The arrays by name. Arrays of doubles count if they are stored as bytes, as MATLAB does with small whole numbers.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reader">Who reads, for messages.</param>
    /// <exception cref="DataException">No such file, or it is damaged or of another kind.</exception>
    public static IReadOnlyDictionary<string, ByteArray> Read(string path, string reader)
    {
        if (!File.Exists(path))
            throw new DataException($"{reader}: expected a file at '{path}', got no such file; correct the path.");
        var file = File.ReadAllBytes(path);
        if (file.Length < Header || file[126] != 'I' || file[127] != 'M')
            throw Bad("expected a MATLAB file of level 5, little-endian, got another kind");
        var arrays = new Dictionary<string, ByteArray>();
        for (var at = Header; at + SmallestTag <= file.Length;)
        {
            var element = Tag(file, at);
            var (type, content) = (element.Type, (ReadOnlyMemory<byte>)file.AsMemory(element.Start, element.Length));
            if (type == Compressed)
            {
                var inflated = Inflated(content);
                var inner = Tag(inflated.Span, 0);
                (type, content) = (inner.Type, inflated.Slice(inner.Start, inner.Length));
            }
            if (type == Matrix && Array(content.Span) is var (name, array))
                arrays[name] = array;
            at = element.Start + element.Length;
        }
        return arrays;

        DataException Bad(string what) => new($"{reader}: {what} in '{path}'; fetch it again.");

        // A tag and where its data lies; up to four bytes of data may lie in the tag itself.
        (int Type, int Start, int Length) Tag(ReadOnlySpan<byte> from, int at)
        {
            if (at + SmallestTag > from.Length)
                throw Bad("expected an element, got the end");
            var first = BinaryPrimitives.ReadInt32LittleEndian(from[at..]);
            var (type, start, length) = first >> 16 != 0
                ? (first & 0xffff, at + 4, first >> 16) : (first, at + 8, BinaryPrimitives.ReadInt32LittleEndian(from[(at + 4)..]));
            return length >= 0 && length <= from.Length - start ? (type, start, length)
                : throw Bad($"expected an element of {length} bytes, got {from.Length - start}");
        }

        ReadOnlyMemory<byte> Inflated(ReadOnlyMemory<byte> packed)
        {
            try
            {
                using var unpacked = new MemoryStream();
                using (var stream = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress))
                    stream.CopyTo(unpacked);
                return unpacked.GetBuffer().AsMemory(0, (int)unpacked.Length);
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                throw new DataException($"{reader}: expected whole compressed arrays in '{path}', got damaged ones; fetch it again.", e);
            }
        }

        // Flags, dimensions, name, values; each padded to 8 bytes.
        (string, ByteArray)? Array(ReadOnlySpan<byte> matrix)
        {
            var flags = Tag(matrix, 0);
            var shape = Tag(matrix, Next(flags, 0));
            var name = Tag(matrix, Next(shape, Next(flags, 0)));
            if (flags.Length < 1 || matrix[flags.Start] is not (ByteClass or DoubleClass))
                return null;
            var values = Tag(matrix, Next(name, Next(shape, Next(flags, 0))));
            if (values.Type != Bytes)
                return null;
            var dimensions = new int[shape.Length / 4];
            for (var i = 0; i < dimensions.Length; i++)
                dimensions[i] = BinaryPrimitives.ReadInt32LittleEndian(matrix[(shape.Start + 4 * i)..]);
            var count = dimensions.Aggregate(1L, (product, d) => d < 0 ? -1 : product < 0 ? -1 : Math.Min(product * d, int.MaxValue));
            if (count != values.Length)
                throw Bad($"expected {string.Join("×", dimensions)} values, got {values.Length}");
            return (
                Encoding.ASCII.GetString(matrix.Slice(name.Start, name.Length)),
                new ByteArray(dimensions, matrix.Slice(values.Start, values.Length).ToArray()));
        }

        static int Next((int Type, int Start, int Length) tag, int at) =>
            tag.Start == at + 4 ? at + 8 : tag.Start + (tag.Length + 7) / 8 * 8;
    }
}
