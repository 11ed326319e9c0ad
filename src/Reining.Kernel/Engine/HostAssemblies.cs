using System.Reflection;
using System.Runtime.Loader;

namespace Reining.Kernel.Engine;

/// <summary>
/// What the running program itself can load: cells must share these assemblies, not load a second copy with its own statics and native
/// libraries.
/// </summary>
static class HostAssemblies
{
    static readonly Dictionary<string, string> Trusted = ReadTrusted();

    /// <summary>
    /// The host's assembly of that simple name, loaded already or on the list it was started with; null where it has none.
    /// </summary>
    public static (AssemblyName Identity, string Path)? Find(string simpleName)
    {
        foreach (var assembly in AssemblyLoadContext.Default.Assemblies)
        {
            var name = assembly.GetName();
            if (string.Equals(name.Name, simpleName, StringComparison.OrdinalIgnoreCase) && assembly.Location.Length > 0)
                return (name, assembly.Location);
        }
        return Trusted.TryGetValue(simpleName, out var path) ? (AssemblyName.GetAssemblyName(path), path) : null;
    }

    /// <summary>Whether two names mean the same assembly: name, version, culture and key.</summary>
    public static bool SameIdentity(AssemblyName left, AssemblyName right) =>
        string.Equals(left.Name, right.Name, StringComparison.OrdinalIgnoreCase)
        && left.Version == right.Version
        && string.Equals(left.CultureName ?? "", right.CultureName ?? "", StringComparison.OrdinalIgnoreCase)
        && (left.GetPublicKeyToken() ?? []).AsSpan().SequenceEqual(right.GetPublicKeyToken() ?? []);

    static Dictionary<string, string> ReadTrusted()
    {
        var list = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        return list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .GroupBy(path => Path.GetFileNameWithoutExtension(path)!, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase);
    }
}
