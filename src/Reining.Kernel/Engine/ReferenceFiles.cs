using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace Reining.Kernel.Engine;

/// <summary>The files that the cells of one notebook reference, each opened once. For any thread.</summary>
sealed class ReferenceFiles
{
    readonly ConcurrentDictionary<string, (PortableExecutableReference Reference, ReferencedLibrary? Library)> _files =
        new(StringComparer.Ordinal);
    readonly ConcurrentQueue<string> _notices = new();

    /// <summary>Takes what the user should know about the files opened since the last call.</summary>
    public IEnumerable<string> TakeNotices()
    {
        while (_notices.TryDequeue(out var notice))
            yield return notice;
    }

    /// <summary>What to compile against, and what to load; no library where that is the host's own.</summary>
    /// <exception cref="ReferenceException">The file is no library.</exception>
    public (PortableExecutableReference Reference, ReferencedLibrary? Library) Open(string path) => _files.GetOrAdd(path, Read);

    // Where the host has the same assembly, compile against the host's file: what is compiled against is what runs.
    (PortableExecutableReference Reference, ReferencedLibrary? Library) Read(string path)
    {
        AssemblyName identity;
        try
        {
            identity = AssemblyName.GetAssemblyName(path);
        }
        catch (BadImageFormatException)
        {
            throw new ReferenceException($"#r: expected a managed assembly, got {path}; reference a .NET library (.dll).");
        }
        if (HostAssemblies.Find(identity.Name!) is { } host && HostAssemblies.SameIdentity(host.Identity, identity))
        {
            if (!string.Equals(host.Path, path, StringComparison.Ordinal) && ModuleId(host.Path) != ModuleId(path))
                _notices.Enqueue(
                    $"#r: {identity.Name} {identity.Version} is taken from the running program ({host.Path}), whose build differs from "
                        + $"{path}; rebuild both to be sure.");
            return (FrameworkReferences.Documented(host.Path), null);
        }
        return (FrameworkReferences.Documented(path), new ReferencedLibrary(path));
    }

    static Guid ModuleId(string path)
    {
        using var stream = File.OpenRead(path);
        using var image = new PEReader(stream);
        var metadata = image.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }
}
