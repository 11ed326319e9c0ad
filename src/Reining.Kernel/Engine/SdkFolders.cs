using System.Runtime.InteropServices;

namespace Reining.Kernel.Engine;

/// <summary>Folders of the .NET SDK, where one is installed beside the runtime.</summary>
static class SdkFolders
{
    /// <summary>The newest SDK's folder of that name if it has the file; null where there is none.</summary>
    public static string? Find(string name, string file)
    {
        var sdks = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../sdk"));
        if (!Directory.Exists(sdks))
            return null;
        return Directory.GetDirectories(sdks, $"{Environment.Version.Major}.*")
            .OrderByDescending(sdk => Version.TryParse(Path.GetFileName(sdk).Split('-')[0], out var version) ? version : new Version())
            .Select(sdk => Path.Combine(sdk, name))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, file)));
    }
}
