using System.Reflection;
using System.Runtime.Loader;

namespace Reining.Kernel.Engine;

/// <summary>
/// A library that a notebook references, and where what it needs is looked for: by its <c>.deps.json</c>, and in its folder.
/// </summary>
sealed class ReferencedLibrary(string path)
{
    readonly AssemblyDependencyResolver? _resolver = File.Exists(Path.ChangeExtension(path, ".deps.json")) ? new(path) : null;

    /// <summary>The file.</summary>
    public string Location { get; } = path;

    /// <summary>The simple name of its assembly.</summary>
    public string Name { get; } = Path.GetFileNameWithoutExtension(path);

    /// <summary>The file's folder.</summary>
    public string Folder { get; } = Path.GetDirectoryName(path)!;

    /// <summary>Whether it has that simple name.</summary>
    public bool IsNamed(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The file that the <c>.deps.json</c> gives for a native library, or null.</summary>
    public string? FindNative(string name) => _resolver?.ResolveUnmanagedDllToPath(name);

    /// <summary>The file with an assembly that one of the libraries needs, or null.</summary>
    public static string? Find(IReadOnlyCollection<ReferencedLibrary> libraries, AssemblyName name) =>
        libraries.Select(library => library._resolver?.ResolveAssemblyToPath(name)).FirstOrDefault(file => file is not null)
        ?? libraries.Select(library => library.Folder).Distinct().Select(folder => Path.Combine(folder, name.Name + ".dll"))
        .FirstOrDefault(File.Exists);
}
