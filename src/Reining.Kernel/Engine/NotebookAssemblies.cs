using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Reining.Kernel.Engine;

/// <summary>Loads the compiled cells and the assemblies that a notebook references.</summary>
/// <remarks>
/// An assembly is looked for, in this order: among those loaded here; among the files named by <c>#r</c>; in the host, when
/// it has that very version; beside the referenced files (their <c>.deps.json</c>, then their folder); in the host, with a
/// higher version. Native libraries come from beside the referenced files.
/// </remarks>
sealed class NotebookAssemblies() : AssemblyLoadContext("notebook")
{
    readonly Lock _gate = new();
    readonly Dictionary<string, Assembly> _loaded = new(StringComparer.OrdinalIgnoreCase);
    readonly List<ReferencedLibrary> _referenced = [];
    readonly List<string> _nativeFolders = [];

    /// <summary>
    /// Makes the libraries that a compiled cell references, and what lies beside them, loadable. Of two with one name the first stays:
    /// later cells are compiled against it as well.
    /// </summary>
    public void AddReferences(IEnumerable<ReferencedLibrary> libraries)
    {
        lock (_gate)
        {
            foreach (var library in libraries)
            {
                if (Named(library.Name) is null)
                    _referenced.Add(library);
            }
        }
    }

    /// <summary>Makes native libraries in these folders loadable.</summary>
    public void AddNativeFolders(IEnumerable<string> added)
    {
        lock (_gate)
            _nativeFolders.AddRange(added.Except(_nativeFolders));
    }

    /// <summary>Loads a compiled cell with its line numbers.</summary>
    public Assembly LoadSubmission(Stream image, Stream symbols)
    {
        var assembly = LoadFromStream(image, symbols);
        lock (_gate)
            _loaded[assembly.GetName().Name!] = assembly;
        return assembly;
    }

    /// <summary>The file from beside the referenced assemblies that holds the named assembly, or null.</summary>
    /// <param name="name">The assembly.</param>
    /// <param name="more">Libraries of a cell that is being compiled, to look beside as well.</param>
    public string? FindBeside(AssemblyName name, params IEnumerable<ReferencedLibrary> more)
    {
        lock (_gate)
            return ReferencedLibrary.Find([.. _referenced, .. more.Where(library => Named(library.Name) is null)], name);
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var simpleName = assemblyName.Name!;
        lock (_gate)
        {
            if (_loaded.TryGetValue(simpleName, out var known))
                return known;
            if (Named(simpleName) is { } named)
                return _loaded[simpleName] = LoadFromAssemblyPath(named.Location);
        }
        if (HostAssemblies.Find(simpleName) is { } host && HostAssemblies.SameIdentity(host.Identity, assemblyName))
            return null;
        if (FindBeside(assemblyName) is not { } path)
            return null;
        lock (_gate)
            return _loaded[simpleName] = LoadFromAssemblyPath(path);
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        lock (_gate)
        {
            var file = _referenced.Select(library => library.FindNative(unmanagedDllName)).FirstOrDefault(path => path is not null)
                ?? NativeCandidates(unmanagedDllName).FirstOrDefault(File.Exists);
            if (file is null)
                return 0;
            try
            {
                return LoadUnmanagedDllFromPath(file);
            }
            catch (DllNotFoundException)
            {
                return 0; // what it needs is elsewhere: the library's own handler, which is asked next, may know where
            }
        }
    }

    ReferencedLibrary? Named(string name) => _referenced.Find(library => library.IsNamed(name));

    IEnumerable<string> NativeCandidates(string name)
    {
        string[] names = OperatingSystem.IsWindows() ? [name, name + ".dll"]
            : OperatingSystem.IsMacOS() ? [name, $"lib{name}.dylib", name + ".dylib"]
            : [name, $"lib{name}.so", name + ".so"];
        return from place in _nativeFolders.Concat(_referenced.Select(library => library.Folder).Distinct()
            .SelectMany(folder => new[] { folder, Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native") }))
               from file in names
               select Path.Combine(place, file);
    }
}
