using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Reining.Kernel.Engine;

/// <summary>Resolves <c>#r "path"</c> in one compilation, and what the named assemblies need in turn.</summary>
/// <remarks>
/// What it resolves becomes loadable only by <see cref="Register"/>: the path in a cell that does not compile, or is only being
/// typed, must not decide what the cells after it load.
/// </remarks>
sealed class PathReferenceResolver(NotebookAssemblies assemblies, ReferenceFiles files, string folder) : MetadataReferenceResolver
{
    readonly Lock _gate = new();
    readonly List<ReferencedLibrary> _libraries = [];

    /// <inheritdoc/>
    public override bool ResolveMissingAssemblies => true;

    /// <summary>Makes what was resolved loadable.</summary>
    public void Register()
    {
        lock (_gate)
            assemblies.AddReferences(_libraries);
    }

    /// <inheritdoc/>
    public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath,
        MetadataReferenceProperties properties)
    {
        var origin = baseFilePath is not null && Path.IsPathRooted(baseFilePath) ? Path.GetDirectoryName(baseFilePath)! : folder;
        var path = Path.GetFullPath(Path.Combine(origin, reference));
        if (!File.Exists(path))
            return [];
        var (resolved, library) = files.Open(path);
        if (library is not null)
        {
            // Of two with one name in one cell the compiler takes the last.
            lock (_gate)
            {
                _libraries.RemoveAll(one => one.IsNamed(library.Name));
                _libraries.Add(library);
            }
        }
        return [resolved.WithProperties(properties)];
    }

    /// <inheritdoc/>
    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity)
    {
        var name = new AssemblyName(referenceIdentity.GetDisplayName());
        lock (_gate)
        {
            var path = assemblies.FindBeside(name, _libraries)
                ?? (HostAssemblies.Find(name.Name!) is { } host && host.Identity.Version >= name.Version ? host.Path : null);
            if (path is null)
                return null;
            var (resolved, library) = files.Open(path);
            if (library is not null && !_libraries.Exists(one => one.IsNamed(library.Name)))
                _libraries.Add(library);
            return resolved;
        }
    }

    /// <inheritdoc/>
    public override bool Equals(object? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
