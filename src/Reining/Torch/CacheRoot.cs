namespace Reining.Torch;

/// <summary>The folder for everything that is fetched or made once per machine: data sets, corrected native files.</summary>
public static class CacheRoot
{
    /// <summary>Environment variable that names the folder.</summary>
    public const string Variable = "REINING_CACHE";

    /// <summary>
    /// <c>REINING_CACHE</c>, else <c>XDG_CACHE_HOME/reining-notebooks</c>, else <c>~/.cache/reining-notebooks</c>
    /// (on Windows the local application data folder).
    /// </summary>
    public static string Path
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
                return System.IO.Path.GetFullPath(named);
            if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg)
                return System.IO.Path.Combine(xdg, "reining-notebooks");
            if (OperatingSystem.IsWindows())
                return System.IO.Path.Combine(
                    Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "reining-notebooks");
            return System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "reining-notebooks");
        }
    }

    /// <summary>A folder below <see cref="Path"/>, created if needed.</summary>
    /// <exception cref="IOException">The folder cannot be made; the message names the variable to set.</exception>
    public static string Folder(string name)
    {
        var folder = System.IO.Path.Combine(Path, name);
        try
        {
            return Directory.CreateDirectory(folder).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Cache: cannot create '{folder}' ({e.Message}); set {Variable} to a folder that can be written.", e);
        }
    }
}
