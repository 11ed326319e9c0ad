using System.Buffers.Binary;
using System.IO.Compression;
using Reining.Torch;

namespace Reining.Data;

/// <summary>
/// The idx file format of MNIST and its relatives: a big-endian header (magic number, then one 32-bit size per dimension) and raw bytes.
/// Source: the file description at yann.lecun.com/exdb/mnist. Compressed files (gzip) are recognized by their content.
/// </summary>
public static class Idx
{
    const int ImageMagic = 0x803;
    const int LabelMagic = 0x801;

    /// <summary>Reads an image file (idx3, magic number 2051).</summary>
    /// <param name="path">Plain or gzip.</param>
    /// <exception cref="DataException">The file is missing, of another kind, truncated, too long or damaged.</exception>
    public static IdxImages ReadImages(string path)
    {
        var bytes = ReadAll(path, "idx image");
        var sizes = Header(bytes, path, ImageMagic, "image", LabelMagic, "label; read it with Idx.ReadLabels", dimensions: 3);
        var pixels = Body(bytes, path, sizes, $"{sizes[0]} images of {sizes[1]}x{sizes[2]}");
        return new IdxImages(pixels, sizes[0], sizes[1], sizes[2]);
    }

    /// <summary>Reads a label file (idx1, magic number 2049).</summary>
    /// <param name="path">Plain or gzip.</param>
    /// <param name="classes">Labels must lie in 0..classes−1.</param>
    /// <exception cref="DataException">The file is missing, of another kind, truncated, too long or damaged,
    /// or a label is out of range.</exception>
    public static byte[] ReadLabels(string path, int classes = 10)
    {
        var bytes = ReadAll(path, "idx label");
        var sizes = Header(bytes, path, LabelMagic, "label", ImageMagic, "image; read it with Idx.ReadImages", dimensions: 1);
        var labels = Body(bytes, path, sizes, $"{sizes[0]} labels");
        var wrong = Array.FindIndex(labels, l => l >= classes);
        if (wrong >= 0)
            throw new DataException(
                $"Idx.ReadLabels: expected labels from 0 to {classes - 1} in '{path}', got {labels[wrong]} at position {wrong}; " +
                "pass the right number of classes or fetch the file again.");
        return labels;
    }

    /// <summary>Writes an image file.</summary>
    /// <param name="path">Compressed when it ends in <c>.gz</c>.</param>
    /// <param name="images">What to write.</param>
    /// <exception cref="ArgumentException">The number of bytes does not fit the sizes.</exception>
    public static void WriteImages(string path, IdxImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Pixels.LongLength != (long)images.Count * images.Rows * images.Columns)
            throw new ArgumentException(
                $"Idx.WriteImages: expected {(long)images.Count * images.Rows * images.Columns} bytes " +
                $"for {images.Count}x{images.Rows}x{images.Columns}, got {images.Pixels.LongLength}.");
        Write(path, [ImageMagic, images.Count, images.Rows, images.Columns], images.Pixels);
    }

    /// <summary>Writes a label file.</summary>
    /// <param name="path">Compressed when it ends in <c>.gz</c>.</param>
    /// <param name="labels">One byte per example.</param>
    public static void WriteLabels(string path, byte[] labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Write(path, [LabelMagic, labels.Length], labels);
    }

    static byte[] ReadAll(string path, string kind) =>
        DataFile.ReadAll(path, "Idx", $"an {kind} file", "fetch the data set with DataCache.Ensure");

    static int[] Header(byte[] bytes, string path, int magic, string kind, int otherMagic, string other, int dimensions)
    {
        var length = 4 + 4 * dimensions;
        if (bytes.Length < length)
            throw new DataException(
                $"Idx: expected a header of {length} bytes in '{path}', got a file of {bytes.Length}; it is truncated, fetch it again.");
        var found = BinaryPrimitives.ReadInt32BigEndian(bytes);
        if (found != magic)
        {
            var hint = found == otherMagic ? $"the file is an idx {other}" : "the file is not idx, or damaged";
            throw new DataException($"Idx: expected magic number {magic} (idx {kind} file) in '{path}', got {found}; {hint}.");
        }
        var sizes = new int[dimensions];
        for (var d = 0; d < dimensions; d++) sizes[d] = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4 + 4 * d));
        if (sizes.Any(s => s < 1))
            throw new DataException(
                $"Idx: expected sizes of at least 1 in the header of '{path}', " +
                $"got {string.Join('x', sizes)}; the file is damaged, fetch it again.");
        return sizes;
    }

    static byte[] Body(byte[] bytes, string path, int[] sizes, string what)
    {
        var start = 4 + 4 * sizes.Length;
        var expected = sizes.Aggregate((System.Numerics.BigInteger)1, (product, s) => product * s);
        var got = bytes.Length - start;
        if (got != expected)
            throw new DataException(
                $"Idx: expected {expected} bytes of data ({what}) in '{path}', got {got}; " +
                $"the file is {(got < expected ? "truncated" : "longer than its header says")}, fetch it again.");
        return bytes[start..];
    }

    static void Write(string path, ReadOnlySpan<int> header, byte[] body)
    {
        var head = new byte[4 * header.Length];
        for (var i = 0; i < header.Length; i++) BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4 * i), header[i]);
        AtomicFile.Write(path, file =>
        {
            using var packed = path.EndsWith(".gz", StringComparison.Ordinal)
                ? new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true)
                : null;
            var target = (Stream?)packed ?? file;
            target.Write(head);
            target.Write(body);
        });
    }
}
