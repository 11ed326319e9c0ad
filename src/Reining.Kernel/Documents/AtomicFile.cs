using System.Text;

namespace Reining.Kernel.Documents;

/// <summary>Files that are whole at every moment: written beside their place and moved there.</summary>
public static class AtomicFile
{
    /// <summary>Writes text as UTF-8 without a mark, replacing the file in one step.</summary>
    /// <param name="path">The file; its folder is made if missing.</param>
    /// <param name="text">The content.</param>
    public static void WriteAllText(string path, string text)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full)!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Environment.ProcessId:x}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                stream.Write(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(text));
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
