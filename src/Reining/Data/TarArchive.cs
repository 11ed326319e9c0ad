using System.Formats.Tar;
using System.IO.Compression;

namespace Reining.Data;

/// <summary>Files of a .tar.gz, read into memory.</summary>
static class TarArchive
{
    /// <summary>The wanted members by name.</summary>
    /// <param name="operation">Who asks, for the error.</param>
    /// <param name="path">The archive.</param>
    /// <param name="wanted">Whether a member of this name is wanted.</param>
    /// <exception cref="DataException">The archive is cut off or damaged.</exception>
    public static Dictionary<string, byte[]> Members(string operation, string path, Func<string, bool> wanted)
    {
        var members = new Dictionary<string, byte[]>();
        try
        {
            using var tar = new TarReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.DataStream is null || !wanted(entry.Name)) continue;
                using var content = new MemoryStream();
                entry.DataStream.CopyTo(content);
                members[entry.Name] = content.ToArray();
            }
        }
        // Of damaged numbers and names the framework's reader throws whatever their conversion does.
        catch (Exception e) when (e is IOException or InvalidDataException or ArithmeticException or FormatException or ArgumentException
            or NotSupportedException)
        {
            throw new DataException(
                $"{operation}: expected a whole tar.gz archive at '{path}', got an error ({e.Message.TrimEnd('.')}); " +
                "move the file away and fetch it again.", e);
        }
        return members;
    }
}
