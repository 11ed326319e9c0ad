using System.Text.RegularExpressions;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Packages;

/// <summary>The packages and sources that a notebook's cells named so far. They are resolved together, so that versions fit.</summary>
sealed partial class PackageList
{
    readonly SortedDictionary<string, string> _packages = new(StringComparer.OrdinalIgnoreCase);
    readonly SortedSet<string> _sources = new(StringComparer.Ordinal);
    readonly HashSet<string> _given = new(StringComparer.Ordinal);

    /// <summary>Adds a line: <c>#r "nuget:Id,Version"</c> or <c>#i "nuget:source"</c>.</summary>
    /// <exception cref="DirectiveException">The line is neither, or contradicts an earlier one.</exception>
    public void Add(string line)
    {
        if (SourceLine().Match(line) is { Success: true } source)
        {
            _sources.Add(source.Groups["source"].Value.Trim());
            return;
        }
        if (PackageLine().Match(line) is not { Success: true } package)
            throw new DirectiveException(line, "expected #r \"nuget:Id,Version\" or #i \"nuget:https://…/index.json\".");
        var (id, version) = (package.Groups["id"].Value, package.Groups["version"] is { Success: true } named ? named.Value.Trim() : "*");
        if (_packages.TryGetValue(id, out var earlier) && earlier != version && version != "*")
            throw new DirectiveException(line,
                $"expected version {earlier}, which an earlier cell loaded, got {version}; restart the kernel to change it.");
        _packages.TryAdd(id, version);
    }

    /// <summary>Restores what is missing, and gives the files that no earlier call gave.</summary>
    /// <param name="folder">The notebook's folder, whose <c>nuget.config</c> counts.</param>
    /// <param name="cancel">Ends the restore.</param>
    /// <exception cref="PackageException">A package cannot be had.</exception>
    public ResolvedPackages Resolve(string folder, CancellationToken cancel)
    {
        if (_packages.Count == 0)
            return new ResolvedPackages([], [], []);
        var all = PackageRestore.Resolve(_packages, _sources, folder, cancel);
        return all with
        {
            Libraries = [.. all.Libraries.Where(path => !IsHost(path) && _given.Add(path))],
            Notices = [.. all.Notices.Where(_given.Add)]
        };
    }

    // Extensions bring .NET Interactive along, whose names this host answers to itself; both at once would be ambiguous.
    static bool IsHost(string path) =>
        Path.GetFileName(path).StartsWith("Microsoft.DotNet.Interactive", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("^#r\\s+\"nuget:\\s*(?<id>[A-Za-z0-9_.-]+)\\s*(,\\s*(?<version>[0-9A-Za-z.*+\\-\\[\\]\\(\\), ]+))?\"$")]
    private static partial Regex PackageLine();

    [GeneratedRegex("^#i\\s+\"nuget:(?<source>[^\"]+)\"$")]
    private static partial Regex SourceLine();
}
