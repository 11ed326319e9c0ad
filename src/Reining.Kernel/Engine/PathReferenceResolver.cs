using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace Reining.Kernel.Engine;

/// <summary>Resolves <c>#r "path"</c>, and what the named assembly needs in turn.</summary>
sealed class PathReferenceResolver(NotebookAssemblies assemblies, string folder) : MetadataReferenceResolver
{
    readonly ConcurrentDictionary<string, PortableExecutableReference> references = new(StringComparer.Ordinal);
    readonly ConcurrentQueue<string> notices = new();

    /// <inheritdoc/>
    public override bool ResolveMissingAssemblies => true;

    /// <summary>Takes what the user should know about the references resolved since the last call.</summary>
    public IEnumerable<string> TakeNotices()
    {
        while (notices.TryDequeue(out var notice))
            yield return notice;
    }

    /// <inheritdoc/>
    public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        var origin = baseFilePath != null && Path.IsPathRooted(baseFilePath) ? Path.GetDirectoryName(baseFilePath)! : folder;
        var path = Path.GetFullPath(Path.Combine(origin, reference));
        if (!File.Exists(path))
            return [];
        return [references.GetOrAdd(path, Reference).WithProperties(properties)];
    }

    /// <inheritdoc/>
    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity)
    {
        var name = new AssemblyName(referenceIdentity.GetDisplayName());
        var path = assemblies.FindBeside(name)
            ?? (HostAssemblies.Find(name.Name!) is { } host && host.Identity.Version >= name.Version ? host.Path : null);
        return path == null ? null : references.GetOrAdd(path, Reference);
    }

    /// <inheritdoc/>
    public override bool Equals(object? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    // Where the host has the same assembly, compile against the host's file: what is compiled against is what runs.
    PortableExecutableReference Reference(string path)
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
                notices.Enqueue($"#r: {identity.Name} {identity.Version} is taken from the running program ({host.Path}), whose build differs from {path}; rebuild both to be sure.");
            return FrameworkReferences.Documented(host.Path);
        }
        assemblies.AddReference(path);
        return FrameworkReferences.Documented(path);
    }

    static Guid ModuleId(string path)
    {
        using var stream = File.OpenRead(path);
        using var image = new PEReader(stream);
        var metadata = image.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }
}
