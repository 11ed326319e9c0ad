using System.Buffers.Binary;
using System.IO.Compression;

namespace Reining.Kernel.Comparing;

/// <summary>The pixels of a PNG picture, as far as figures and image grids use the format: 8 bits, not interlaced.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Rgba">Row by row, four bytes a pixel.</param>
sealed record PngPixels(int Width, int Height, byte[] Rgba)
{
    static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Decodes a picture.</summary>
    /// <exception cref="InvalidDataException">It is no PNG, or one of a kind that is not read.</exception>
    public static PngPixels Decode(byte[] file)
    {
        if (!file.AsSpan().StartsWith(Signature))
            throw new InvalidDataException("PNG: expected its signature, got other bytes.");
        var (width, height, color) = (0, 0, -1);
        byte[] palette = [], transparency = [];
        using var packed = new MemoryStream();
        for (var at = Signature.Length; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > (uint)(file.Length - at - 12))
                throw new InvalidDataException("PNG: expected a whole chunk, got a cut file.");
            var data = file.AsSpan(at + 8, (int)length);
            switch (BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 4)))
            {
                case 0x49484452 when length == 13: // IHDR
                    (width, height, color) = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]),
                        data[9]);
                    if (data[8] != 8 || data[12] != 0 || width <= 0 || height <= 0 || (long)width * height > 1 << 28)
                        throw new InvalidDataException(
                            $"PNG: expected 8 bits a channel, not interlaced, got {width}x{height} with {data[8]} bits, "
                                + $"interlace {data[12]}.");
                    break;
                case 0x504C5445: // PLTE
                    palette = data.ToArray();
                    break;
                case 0x74524E53: // tRNS
                    transparency = data.ToArray();
                    break;
                case 0x49444154: // IDAT
                    packed.Write(data);
                    break;
            }
            at += (int)length + 12;
        }
        var channels = color switch
        {
            0 or 3 => 1,
            2 => 3,
            4 => 2,
            6 => 4,
            _ => throw new InvalidDataException($"PNG: expected a color type, got {color}."),
        };
        packed.Position = 0;
        var rows = Unfilter(packed, width * channels, height, channels);
        var rgba = new byte[width * height * 4];
        for (var i = 0; i < width * height; i++)
            Pixel(rows.AsSpan(i * channels, channels), color, palette, transparency, rgba.AsSpan(i * 4, 4));
        return new PngPixels(width, height, rgba);
    }

    /// <summary>The mean difference over pixels and channels, of 255.</summary>
    public static double Distance(PngPixels one, PngPixels other)
    {
        long sum = 0;
        for (var i = 0; i < one.Rgba.Length; i++)
            sum += Math.Abs(one.Rgba[i] - other.Rgba[i]);
        return (double)sum / one.Rgba.Length;
    }

    static byte[] Unfilter(Stream packed, int stride, int height, int channels)
    {
        using var data = new ZLibStream(packed, CompressionMode.Decompress);
        var rows = new byte[stride * height];
        for (var y = 0; y < height; y++)
        {
            var filter = data.ReadByte();
            var row = rows.AsSpan(y * stride, stride);
            data.ReadExactly(row);
            var above = y == 0 ? new byte[stride] : rows.AsSpan((y - 1) * stride, stride);
            for (var x = 0; x < stride; x++)
            {
                var left = x < channels ? 0 : row[x - channels];
                var corner = x < channels ? 0 : above[x - channels];
                row[x] += (byte)(filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => above[x],
                    3 => (left + above[x]) / 2,
                    4 => Paeth(left, above[x], corner),
                    _ => throw new InvalidDataException($"PNG: expected a row filter from 0 to 4, got {filter}."),
                });
            }
        }
        return rows;
    }

    static int Paeth(int left, int above, int corner)
    {
        var guess = left + above - corner;
        var (a, b, c) = (Math.Abs(guess - left), Math.Abs(guess - above), Math.Abs(guess - corner));
        return a <= b && a <= c ? left : b <= c ? above : corner;
    }

    static void Pixel(ReadOnlySpan<byte> source, int color, byte[] palette, byte[] transparency, Span<byte> target)
    {
        target[3] = 255;
        switch (color)
        {
            case 0 or 4:
                target[..3].Fill(source[0]);
                break;
            case 3:
                palette.AsSpan(source[0] * 3, 3).CopyTo(target);
                if (source[0] < transparency.Length)
                    target[3] = transparency[source[0]];
                break;
            default:
                source[..3].CopyTo(target);
                break;
        }
        if (color is 4 or 6)
            target[3] = source[^1];
    }
}
