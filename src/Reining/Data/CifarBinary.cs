namespace Reining.Data;

/// <summary>
/// CIFAR-10's binary format: records of 3073 bytes, one label and then 1024 red, 1024 green and 1024 blue values, rows from the top.
/// Source: the data set's page, cs.toronto.edu/~kriz/cifar.html. Compressed files (gzip) are recognized by their content.
/// </summary>
public static class CifarBinary
{
    /// <summary>Rows and columns of an image.</summary>
    public const int Side = 32;

    /// <summary>Bytes of a record: a label and three planes.</summary>
    public const int RecordSize = 1 + 3 * Side * Side;

    /// <summary>The classes in the order of their labels.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = [
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"
    ];

    /// <summary>Reads files one after another into one set, in the order of the records.</summary>
    /// <param name="name">What the data is.</param>
    /// <param name="paths">Plain or gzip.</param>
    /// <exception cref="DataException">A file is missing, damaged, no whole number of records, or holds a label above 9.</exception>
    public static LabeledImages Read(string name, params IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return Images(
            name, [.. paths.Select(p => (p, DataFile.ReadAll(p, "CifarBinary", "a file", "use Cifar10.Load, which fetches the data")))]);
    }

    internal static LabeledImages Images(string name, IReadOnlyList<(string Path, byte[] Bytes)> files)
    {
        foreach (var (path, bytes) in files)
        {
            if (bytes.Length == 0 || bytes.Length % RecordSize != 0)
                throw new DataException(
                    $"CifarBinary: expected a whole number of records of {RecordSize} bytes in '{path}', got {bytes.Length} bytes; " +
                    "the file is truncated or of another kind (CIFAR-100 has records of 3074).");
        }
        var count = files.Sum(f => f.Bytes.Length / RecordSize);
        var labels = new byte[count];
        var pixels = new byte[count * (RecordSize - 1)];
        var n = 0;
        foreach (var (path, bytes) in files)
        {
            for (var at = 0; at < bytes.Length; at += RecordSize, n++)
            {
                labels[n] = bytes[at];
                if (labels[n] >= ClassNames.Count)
                    throw new DataException(
                        $"CifarBinary: expected labels from 0 to {ClassNames.Count - 1} in '{path}', " +
                        $"got {labels[n]} in record {at / RecordSize}; the file is damaged or of another kind.");
                bytes.AsSpan(at + 1, RecordSize - 1).CopyTo(pixels.AsSpan(n * (RecordSize - 1)));
            }
        }
        return new LabeledImages(name, pixels, labels, 3, Side, Side, ClassNames);
    }
}
