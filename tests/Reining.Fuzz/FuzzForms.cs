using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Reining.Fuzz;

/// <summary>Forms of damage that keep what would otherwise stop a reader at once: lengths, checksums, compression.</summary>
public static class FuzzForms
{
    const int LongestName = 1 << 14; // a zip file's names take at most 2¹⁶ bytes

    /// <summary>Bytes as they are.</summary>
    public static byte[] Plain(Mutator mutator, byte[] input) => mutator.Damage(input);

    /// <summary>Mostly the content, packed again.</summary>
    public static byte[] Gzip(Mutator mutator, byte[] input) =>
        mutator.Chance(30) || Unpacked(input) is not { } content ? mutator.Damage(input) : Packed(mutator.Damage(content));

    /// <summary>The content of a .tar.gz, whose headers get right sums again.</summary>
    public static byte[] TarGzip(Mutator mutator, byte[] input)
    {
        if (mutator.Chance(20) || Unpacked(input) is not { } content)
            return mutator.Damage(input);
        content = mutator.Damage(content);
        for (var at = 0; at + 512 <= content.Length; at += 512)
        {
            if (!content.AsSpan(at + 257, 5).SequenceEqual("ustar"u8))
                continue;
            content.AsSpan(at + 148, 8).Fill((byte)' ');
            var sum = content.AsSpan(at, 512).ToArray().Sum(b => b);
            Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(content.AsSpan(at + 148));
        }
        return Packed(content);
    }

    /// <summary>Mostly one member of a zip file, stored again; sometimes its name.</summary>
    public static byte[] Zip(Mutator mutator, byte[] input)
    {
        if (mutator.Chance(20) || Members(input) is not { Count: > 0 } members)
            return mutator.Damage(input);
        var chosen = mutator.Random.Next(members.Count);
        var (name, content) = members[chosen];
        members[chosen] = mutator.Chance(95)
            ? (name, mutator.Damage(content))
            : (Encoding.Latin1.GetString(mutator.Damage(Encoding.Latin1.GetBytes(name))), content);
        if (mutator.Chance(5))
            members.Add(members[mutator.Random.Next(members.Count)]);
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (entry, bytes) in members)
            {
                var level = mutator.Chance(20) ? CompressionLevel.Fastest : CompressionLevel.NoCompression;
                var shown = entry.Length is > 0 and <= LongestName ? entry : "-";
                using var target = zip.CreateEntry(shown, level).Open();
                target.Write(bytes);
            }
        }
        return stream.ToArray();
    }

    /// <summary>Mostly the header of a safetensors file, with its length put right.</summary>
    public static byte[] Safetensors(Mutator mutator, byte[] input)
    {
        if (mutator.Chance(20) || input.Length < 8)
            return mutator.Damage(input);
        var length = BinaryPrimitives.ReadInt64LittleEndian(input);
        if (length < 0 || length > input.Length - 8)
            return mutator.Damage(input);
        var header = mutator.Damage(input[8..(int)(8 + length)]);
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        return [.. prefix, .. header, .. input.AsSpan((int)(8 + length))];
    }

    /// <summary>Chunks of a PNG with right sums, mostly; sometimes its rows before they were packed.</summary>
    public static byte[] Png(Mutator mutator, byte[] input)
    {
        if (!input.AsSpan().StartsWith(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G' }))
            return mutator.Damage(input);
        var damaged = mutator.Chance(30) ? WithRows(mutator, input) : mutator.Damage(input);
        return mutator.Chance(15) ? damaged : WithSums(damaged);
    }

    static byte[] WithRows(Mutator mutator, byte[] input)
    {
        foreach (var (at, length) in Chunks(input))
        {
            if (!input.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8))
                continue;
            try
            {
                using var unpacked = new MemoryStream();
                using (var zlib = new ZLibStream(new MemoryStream(input, at + 8, length), CompressionMode.Decompress))
                    zlib.CopyTo(unpacked);
                using var packed = new MemoryStream();
                using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                    zlib.Write(mutator.Damage(unpacked.ToArray()));
                var size = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(size, (int)packed.Length);
                return [.. input.AsSpan(0, at), .. size, .. "IDAT"u8, .. packed.ToArray(), .. input.AsSpan(at + 8 + length)];
            }
            catch (InvalidDataException)
            {
                break; // rows that an earlier damage spoiled
            }
        }
        return mutator.Damage(input);
    }

    static byte[] WithSums(byte[] png)
    {
        foreach (var (at, length) in Chunks(png))
            BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(at + 8 + length), Sum(png.AsSpan(at + 4, 4 + length)));
        return png;
    }

    /// <summary>The cyclic redundancy check of PNG: ISO 3309, polynomial 0xEDB88320.</summary>
    static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var b in bytes)
        {
            sum ^= b;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum & 1) == 0 ? sum >> 1 : sum >> 1 ^ 0xEDB88320;
        }
        return ~sum;
    }

    static List<(int At, int Length)> Chunks(byte[] png)
    {
        var chunks = new List<(int, int)>();
        for (var at = 8; at + 12 <= png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            if (length < 0 || length > png.Length - at - 12)
                break;
            chunks.Add((at, length));
            at += 12 + length;
        }
        return chunks;
    }

    /// <summary>The bytes as gzip.</summary>
    public static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(content);
        return packed.ToArray();
    }

    static byte[]? Unpacked(byte[] input)
    {
        try
        {
            using var content = new MemoryStream();
            using (var gzip = new GZipStream(new MemoryStream(input), CompressionMode.Decompress))
                gzip.CopyTo(content);
            return content.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    static List<(string Name, byte[] Content)>? Members(byte[] input)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(input));
            var members = new List<(string, byte[])>();
            foreach (var entry in zip.Entries)
            {
                using var content = new MemoryStream();
                using var source = entry.Open();
                source.CopyTo(content);
                members.Add((entry.FullName, content.ToArray()));
            }
            return members;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            return null;
        }
    }
}
