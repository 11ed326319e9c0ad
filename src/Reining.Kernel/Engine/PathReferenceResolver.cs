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
    readonly Lock gate = new();
    readonly List<ReferencedLibrary> libraries = [];

    /// <inheritdoc/>
    public override bool ResolveMissingAssemblies => true;

    /// <summary>Makes what was resolved loadable.</summary>
    public void Register()
    {
        lock (gate)
            assemblies.AddReferences(libraries);
    }

    /// <inheritdoc/>
    public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        var origin = baseFilePath != null && Path.IsPathRooted(baseFilePath) ? Path.GetDirectoryName(baseFilePath)! : folder;
        var path = Path.GetFullPath(Path.Combine(origin, reference));
        if (!File.Exists(path))
            return [];
        var (resolved, library) = files.Open(path);
        if (library != null)
        {
            // Of two with one name in one cell the compiler takes the last.
            lock (gate)
            {
                libraries.RemoveAll(one => one.IsNamed(library.Name));
                libraries.Add(library);
            }
        }
        return [resolved.WithProperties(properties)];
    }

    /// <inheritdoc/>
    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity)
    {
        var name = new AssemblyName(referenceIdentity.GetDisplayName());
        lock (gate)
        {
            var path = assemblies.FindBeside(name, libraries)
                ?? (HostAssemblies.Find(name.Name!) is { } host && host.Identity.Version >= name.Version ? host.Path : null);
            if (path == null)
                return null;
            var (resolved, library) = files.Open(path);
            if (library != null && !libraries.Exists(one => one.IsNamed(library.Name)))
                libraries.Add(library);
            return resolved;
        }
    }

    /// <inheritdoc/>
    public override bool Equals(object? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
