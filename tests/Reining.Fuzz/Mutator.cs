using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Reining.Fuzz;

/// <summary>Damages bytes as afl does (bits, interesting numbers, blocks, splices, words of the format); the same seed gives the same
/// damage.</summary>
/// <param name="seed">Seed of the random numbers.</param>
public sealed class Mutator(int seed)
{
    const int LargestInput = 1 << 17, LargestDamage = 6;

    static readonly long[] Interesting =
    [
        0, 1, -1, 2, 7, 8, 16, 63, 64, 65, 100, 127, 128, 255, 256, 1000, 1024, 4096, 32767, 32768, 65535, 65536, 1 << 20, 1 << 24,
        100_000_000, int.MaxValue - 1, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40, 1L << 62, long.MaxValue,
        long.MinValue,
    ];

    /// <summary>The random numbers, for forms that choose themselves.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>Words of the format.</summary>
    public IReadOnlyList<byte[]> Words { get; init; } = [];

    /// <summary>Other inputs, of which pieces are taken.</summary>
    public IReadOnlyList<byte[]> Others { get; init; } = [];

    /// <summary>Whether a choice of so many percent falls.</summary>
    public bool Chance(int percent) => Random.Next(100) < percent;

    /// <summary>A copy with one to six pieces of damage, mostly few.</summary>
    public byte[] Damage(byte[] input)
    {
        var bytes = new List<byte>(input);
        for (var left = 1 + (int)(LargestDamage * Math.Pow(Random.NextDouble(), 3)); left > 0; left--)
            DamageOnce(bytes);
        if (bytes.Count > LargestInput)
            bytes.RemoveRange(LargestInput, bytes.Count - LargestInput);
        return [.. bytes];
    }

    void DamageOnce(List<byte> bytes)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)Random.Next(256));
            return;
        }
        var at = Random.Next(bytes.Count);
        switch (Random.Next(12))
        {
            case 0: bytes[at] ^= (byte)(1 << Random.Next(8)); break;
            case 1: bytes[at] = (byte)Random.Next(256); break;
            case 2: bytes[at] += (byte)Random.Next(-16, 17); break;
            case 3 or 4: Overwrite(bytes, at, Number()); break;
            case 5: bytes.RemoveRange(at, Length(bytes, at)); break;
            case 6: bytes.RemoveRange(at, bytes.Count - at); break;
            case 7: bytes.InsertRange(Random.Next(bytes.Count + 1), bytes.GetRange(at, Length(bytes, at))); break;
            case 8: Repeat(bytes, at); break;
            case 9 when Words.Count > 0: Paste(bytes, at, Words[Random.Next(Words.Count)]); break;
            case 10 when Others.Count > 0: Paste(bytes, at, Piece(Others[Random.Next(Others.Count)])); break;
            case 11: Digits(bytes, at); break;
            default: bytes.Insert(at, (byte)Random.Next(256)); break;
        }
    }

    /// <summary>A number at the edge of something, in either order of bytes, 1 to 8 of them.</summary>
    byte[] Number()
    {
        var value = Interesting[Random.Next(Interesting.Length)];
        var bytes = new byte[8];
        var length = 1 << Random.Next(4);
        if (Chance(50))
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            return bytes[..length];
        }
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes[^length..];
    }

    /// <summary>Puts another number where digits stand.</summary>
    void Digits(List<byte> bytes, int at)
    {
        var start = bytes.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
        if (start < 0)
            return;
        var end = bytes.FindIndex(start, b => b is < (byte)'0' or > (byte)'9');
        bytes.RemoveRange(start, (end < 0 ? bytes.Count : end) - start);
        var other = Interesting[Random.Next(Interesting.Length)].ToString(CultureInfo.InvariantCulture);
        bytes.InsertRange(start, Encoding.ASCII.GetBytes(other));
    }

    void Repeat(List<byte> bytes, int at)
    {
        var piece = bytes.GetRange(at, Math.Min(Length(bytes, at), 64));
        for (var left = 1 << Random.Next(11); left > 0 && bytes.Count < LargestInput; left--)
            bytes.InsertRange(at, piece);
    }

    void Paste(List<byte> bytes, int at, byte[] piece)
    {
        if (Chance(50))
            bytes.InsertRange(at, piece);
        else
            Overwrite(bytes, at, piece);
    }

    byte[] Piece(byte[] other)
    {
        if (other.Length == 0)
            return other;
        var at = Random.Next(other.Length);
        return other.AsSpan(at, 1 + Random.Next(Math.Min(256, other.Length - at))).ToArray();
    }

    int Length(List<byte> bytes, int at) => 1 + (int)((bytes.Count - at - 1) * Math.Pow(Random.NextDouble(), 4));

    static void Overwrite(List<byte> bytes, int at, byte[] piece)
    {
        for (var i = 0; i < piece.Length && at + i < bytes.Count; i++)
            bytes[at + i] = piece[i];
    }
}
