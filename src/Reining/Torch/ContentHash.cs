using System.Security.Cryptography;
using System.Text;

namespace Reining.Torch;

/// <summary>
/// SHA-256 over what a safetensors file says: metadata and tensors by name, with types and shapes, then the tensors' bytes in the order
/// of the
/// file. How the header is written does not matter, so that a program that reads and writes the file keeps the hash valid.
/// </summary>
sealed class ContentHash : IDisposable
{
    /// <summary>Its name in the metadata.</summary>
    public const string Key = "reining_sha256";

    /// <summary>Stands in its place until it is known.</summary>
    public static readonly string Nothing = new('0', 2 * SHA256.HashSizeInBytes);

    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Begins with the header's part.</summary>
    /// <param name="metadata">All metadata; an entry for the hash itself does not count.</param>
    /// <param name="tensors">Name, type and shape of each.</param>
    public ContentHash(IEnumerable<KeyValuePair<string, string>> metadata, IEnumerable<(string Name, string Type, long[] Shape)> tensors)
    {
        foreach (var (key, value) in metadata.Where(m => m.Key != Key).OrderBy(m => m.Key, StringComparer.Ordinal))
            Append(Encoding.UTF8.GetBytes($"{key}\0{value}\0"));
        foreach (var (name, type, shape) in tensors.OrderBy(t => t.Name, StringComparer.Ordinal))
            Append(Encoding.UTF8.GetBytes($"{name}\0{type}\0{string.Join(',', shape)}\0"));
    }

    /// <summary>Where its digits stand in a header of ours: the key has no other place there, since quotation marks in names are
    /// escaped.</summary>
    public static int PlaceInHeader(ReadOnlySpan<byte> json)
    {
        var start = Encoding.UTF8.GetBytes($"\"{Key}\":\"");
        return json.IndexOf(start) + start.Length;
    }

    /// <summary>Goes on with bytes of a tensor.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>Ends it: 64 hexadecimal digits.</summary>
    public byte[] Digits() => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(_hash.GetHashAndReset()));

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
