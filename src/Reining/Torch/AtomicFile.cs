namespace Reining.Torch;

/// <summary>Writes files so that a reader sees the old content or the new one, never a part.</summary>
public static class AtomicFile
{
    static readonly string OwnEnd = FormattableString.Invariant($".{Environment.ProcessId}.tmp");

    /// <summary>Writes to a temporary name in the same folder, flushes to disk and renames.</summary>
    /// <exception cref="IOException">The folder cannot be written or the disk is full; the old file is untouched.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var full = Path.GetFullPath(path);
        var temporary = full + OwnEnd;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw new IOException(
                $"Write '{full}': {e.Message.TrimEnd('.')}; nothing was replaced. Free space, or choose a folder that can be written.", e);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>Writes text as UTF-8 without a byte-order mark.</summary>
    /// <inheritdoc cref="Write(string, Action{Stream})"/>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Deletes what processes that were killed while they wrote have left in a folder in which no other one writes now.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">Pattern of the files' own names.</param>
    internal static void RemoveLeftOvers(string folder, string files = "*")
    {
        // A name with this process's number is written over anyway.
        foreach (var leftOver in Directory.EnumerateFiles(folder, $"{files}.*.tmp")
            .Where(file => !file.EndsWith(OwnEnd, StringComparison.Ordinal)))
            File.Delete(leftOver);
    }

    static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A left-over temporary file is harmless; the error that led here is the one to report.
        }
    }
}
