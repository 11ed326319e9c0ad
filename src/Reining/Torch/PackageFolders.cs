using System.Reflection;

namespace Reining.Torch;

/// <summary>Where NuGet keeps packages on this machine. Their versions are written into this library, their place is not.</summary>
static class PackageFolders
{
    /// <summary>The folders in which a package's native files for Linux may lie, likely ones first.</summary>
    /// <param name="key">The metadata of this assembly that names the package, as <c>id/version</c>.</param>
    public static IEnumerable<string> Native(string key)
    {
        var package = typeof(PackageFolders).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => a.Key == key)?.Value;
        return package is null ? []
            : All().Select(folder => Path.Combine([folder, .. package.Split('/'), "runtimes", "linux-x64", "native"]));
    }

    static IEnumerable<string> All()
    {
        // Loaded from a package itself: FOLDER/reining/0.1.0/lib/net10.0/Reining.dll.
        var library = new DirectoryInfo(Path.GetDirectoryName(typeof(PackageFolders).Assembly.Location) is { Length: > 0 } d ? d : "/");
        if (library is { Parent: { Name: "lib", Parent.Parent.Parent: { } packages } })
            yield return packages.FullName;
        if (Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set)
            yield return set;
        yield return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
    }
}
