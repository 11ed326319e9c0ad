using System.IO.Compression;

namespace Reining.Data;

/// <summary>A file of a data set, as it is or gzipped.</summary>
static class DataFile
{
    /// <summary>All bytes of a file, unpacked if it is a gzip file by its first bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reader">Who reads, for messages.</param>
    /// <param name="kind">What is expected, with its article: <c>a file</c>.</param>
    /// <param name="remedy">What to do if there is no such file, after "correct the path or".</param>
    /// <exception cref="DataException">No such file, or a damaged gzip file.</exception>
    public static byte[] ReadAll(string path, string reader, string kind, string remedy)
    {
        if (!File.Exists(path))
            throw new DataException($"{reader}: expected {kind} at '{path}', got no such file; correct the path or {remedy}.");
        var bytes = File.ReadAllBytes(path);
        if (bytes is not [0x1f, 0x8b, ..]) return bytes;
        try
        {
            using var unpacked = new MemoryStream();
            using (var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress)) gzip.CopyTo(unpacked);
            return unpacked.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new DataException(
                $"{reader}: expected a whole gzip file at '{path}', got a damaged one of {bytes.Length} bytes; fetch it again.", e);
        }
    }
}
