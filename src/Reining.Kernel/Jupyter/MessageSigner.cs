using System.Security.Cryptography;
using System.Text;

namespace Reining.Kernel.Jupyter;

/// <summary>Signs messages and checks signatures with the secret shared by front end and kernel.</summary>
/// <param name="key">The secret; empty where messages are not signed.</param>
sealed class MessageSigner(string key)
{
    /// <summary>The one scheme in use.</summary>
    public const string Scheme = "hmac-sha256";

    readonly byte[] _secret = Encoding.UTF8.GetBytes(key);

    /// <summary>The signature over the four parts of a message, as lower-case hexadecimal digits.</summary>
    public byte[] Sign(byte[] header, byte[] parent, byte[] metadata, byte[] content)
    {
        if (_secret.Length == 0)
            return [];
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);
        hash.AppendData(header);
        hash.AppendData(parent);
        hash.AppendData(metadata);
        hash.AppendData(content);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Whether the signature is right; takes the same time for every wrong one.</summary>
    public bool Verify(byte[] signature, byte[] header, byte[] parent, byte[] metadata, byte[] content) =>
        _secret.Length == 0 || CryptographicOperations.FixedTimeEquals(signature, Sign(header, parent, metadata, content));
}
