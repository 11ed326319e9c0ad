namespace Reining.Kernel.Documents;

/// <summary>Paths of the machine that a notebook ran on, as the notebook would write them: relative to its folder.</summary>
/// <param name="folder">The notebook's folder.</param>
sealed class HiddenPaths(string folder)
{
    // Short folders would turn up within other words.
    const int Shortest = 4;

    readonly (string Path, string Shown)[] _known = [.. Known(Path.GetFullPath(folder))];

    /// <summary>The text with the known folders replaced.</summary>
    public string In(string text)
    {
        foreach (var (path, shown) in _known)
            text = text.Replace(path, shown, StringComparison.Ordinal);
        return text;
    }

    static IEnumerable<(string Path, string Shown)> Known(string folder)
    {
        var up = "";
        for (var one = folder; one is { Length: >= Shortest }; one = Path.GetDirectoryName(one))
        {
            yield return (Path.TrimEndingDirectorySeparator(one) + Path.DirectorySeparatorChar, up);
            up += "../";
        }
        if (Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: >= Shortest } home)
            yield return (Path.TrimEndingDirectorySeparator(home) + Path.DirectorySeparatorChar, "~/");
    }
}
