namespace Reining.Kernel.Documents;

/// <summary>Reads and writes notebooks in the format that the file's name says.</summary>
public static class NotebookFormats
{
    /// <summary>Reads a notebook.</summary>
    /// <param name="path">A file of type .ipynb, .dib or .csx.</param>
    /// <exception cref="DocumentException">The file is missing or not of such a type.</exception>
    public static NotebookDocument Read(string path)
    {
        if (!File.Exists(path))
            throw new DocumentException($"Read notebook: expected a file at {path}, found none.");
        return Extension(path) switch
        {
            ".dib" => DibFormat.Parse(File.ReadAllText(path)),
            ".csx" => ScriptFormat.Parse(File.ReadAllText(path)),
            ".ipynb" => NotebookFile.Read(path),
            var other => throw new DocumentException(
                $"Read notebook: expected a file of type .ipynb, .dib or .csx, got '{other}' ({path})."),
        };
    }

    /// <summary>Writes a notebook, replacing the file in one step. Only .ipynb keeps outputs.</summary>
    /// <param name="document">The notebook.</param>
    /// <param name="path">A file of type .ipynb, .dib or .csx.</param>
    /// <exception cref="DocumentException">The file is not of such a type.</exception>
    public static void Write(NotebookDocument document, string path) => AtomicFile.WriteAllText(path, Extension(path) switch
    {
        ".dib" => DibFormat.ToText(document),
        ".csx" => ScriptFormat.ToText(document),
        ".ipynb" => NotebookFile.ToText(document),
        var other => throw new DocumentException($"Write notebook: expected a file of type .ipynb, .dib or .csx, got '{other}' ({path})."),
    });

    static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant();
}
