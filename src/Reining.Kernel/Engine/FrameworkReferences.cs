using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace Reining.Kernel.Engine;

/// <summary>
/// The .NET libraries that every cell may use: the SDK's reference pack where there is one, else the runtime's own files.
/// </summary>
static class FrameworkReferences
{
    static readonly Lazy<IReadOnlyList<MetadataReference>> Shared = new(Load);

    /// <summary>Read once per process and shared by all engines.</summary>
    public static IReadOnlyList<MetadataReference> All => Shared.Value;

    static IReadOnlyList<MetadataReference> Load()
    {
        var folder = ReferencePackFolder() ?? RuntimeEnvironment.GetRuntimeDirectory();
        return Directory.GetFiles(folder, "*.dll").Order(StringComparer.Ordinal).Where(IsLibrary)
            .Select(MetadataReference (path) => Documented(path)).ToArray();
    }

    /// <summary>A reference with the documentation that lies beside the file, which is read when it is asked for.</summary>
    public static PortableExecutableReference Documented(string path) =>
        MetadataReference.CreateFromFile(path, documentation: new FileDocumentation(Path.ChangeExtension(path, ".xml")));

    // The reference pack has half the metadata of the runtime's files, which saves about 50 MB.
    static string? ReferencePackFolder()
    {
        var major = Environment.Version.Major;
        var packs = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../packs/Microsoft.NETCore.App.Ref"));
        if (!Directory.Exists(packs))
            return null;
        return Directory.GetDirectories(packs, $"{major}.*")
            .Where(pack => Version.TryParse(Path.GetFileName(pack), out _))
            .OrderByDescending(pack => Version.Parse(Path.GetFileName(pack)))
            .Select(pack => Path.Combine(pack, "ref", $"net{major}.0"))
            .FirstOrDefault(Directory.Exists);
    }

    static bool IsLibrary(string path)
    {
        var name = Path.GetFileName(path);
        if (name.StartsWith("Microsoft.VisualBasic", StringComparison.Ordinal))
            return false;
        using var stream = File.OpenRead(path);
        using var image = new PEReader(stream);
        return image.HasMetadata;
    }
}
