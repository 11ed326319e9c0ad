namespace Reining.Data;

/// <summary>One file of a data set, as it lies in the cache (uncompressed, or the archive that the set is read from).</summary>
/// <param name="Name">File name.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record CatalogFile(string Name, long Size, string Sha256);
