namespace Reining.Data;

/// <summary>A place that gives a data set's files.</summary>
/// <param name="Kind"><c>npm</c>, <c>debian</c>, <c>url</c> (one file each below <see cref="Url"/>),
/// or <c>archive</c> (listed for the reader, not fetched).</param>
/// <param name="Package">Package name (npm, debian).</param>
/// <param name="Version">Exact version (npm).</param>
/// <param name="Integrity">npm's integrity of the package file, <c>sha512-</c> and base 64.</param>
/// <param name="Folder">Folder of the files inside the package; null (npm) when the package file itself is the set's one file.</param>
/// <param name="Url">Base address, or the archive's own.</param>
/// <param name="Suffix">What follows each file's name at the source; <c>.gz</c> means compressed.</param>
/// <param name="Size">Bytes of an archive.</param>
/// <param name="Sha256">Checksum of an archive.</param>
public sealed record CatalogSource(
    string Kind,
    string? Package = null,
    string? Version = null,
    string? Integrity = null,
    string? Folder = null,
    string? Url = null,
    string? Suffix = null,
    long? Size = null,
    string? Sha256 = null)
{
    /// <summary>The source in words.</summary>
    public override string ToString() => Kind switch
    {
        "npm" => $"npm package {Package} {Version}",
        "debian" => $"Debian package {Package}",
        _ => Url ?? Kind,
    };
}
