using System.Buffers.Binary;
using System.IO.Compression;
using Reining.Images;

namespace Reining.Tests.Images;

public sealed class ImageCodecTests
{
    [Fact]
    public void GivenThisBuild_WhenAskedForItsCodec_ThenItIsTheOneThatTheTestsAreRunFor() =>
        Assert.Equal(Environment.GetEnvironmentVariable("REINING_TEST_CODEC") ?? "SkiaSharp", ImageCodec.Name);

    [Theory]
    [InlineData(1, 7, 5)]
    [InlineData(3, 7, 5)]
    [InlineData(4, 7, 5)]
    [InlineData(1, 1, 1)]
    [InlineData(4, 300, 2)]
    public void GivenAnyBytes_WhenEncodedAndDecoded_ThenNothingChanges(int channels, int width, int height)
    {
        var pixels = new byte[width * height * channels];
        new Random(1).NextBytes(pixels); // also colors under zero alpha
        if (channels == 4) pixels[3] = 0;
        var back = ImageCodec.Decode(ImageCodec.EncodePng(new PixelImage(width, height, channels, pixels)));
        Assert.Equal((width, height, channels), (back.Width, back.Height, back.Channels));
        Assert.Equal(pixels, back.Pixels.ToArray());
    }

    // The smallest useful check against the standard (W3C PNG, ISO/IEC 15948): signature, chunk lengths, CRC-32 of every chunk,
    // header fields, and the pixels unpacked by hand.
    [Fact]
    public void GivenAGrayImage_WhenEncoded_ThenTheFileIsAStandardPng()
    {
        byte[] pixels = [0, 50, 100, 150, 200, 250];
        var png = ImageCodec.EncodePng(new PixelImage(3, 2, 1, pixels));
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        var data = new MemoryStream();
        var types = new List<string>();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            Assert.Equal(Crc32(png.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            types.Add(System.Text.Encoding.ASCII.GetString(png, at + 4, 4));
            if (types[^1] == "IHDR") Assert.Equal([0, 0, 0, 3, 0, 0, 0, 2, 8, 0, 0, 0, 0], png[(at + 8)..(at + 21)]); // 3x2, 8 bits, gray
            if (types[^1] == "IDAT") data.Write(png, at + 8, length);
            at += 12 + length;
        }
        Assert.Equal("IHDR", types[0]);
        Assert.Equal("IEND", types[^1]);
        data.Position = 0;
        var rows = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionMode.Decompress)) zlib.CopyTo(rows);
        Assert.Equal(2 * (1 + 3), rows.Length);
        Assert.Equal(pixels, Unfilter(rows.ToArray(), 3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void GivenAJpegWithAnOrientation_WhenDecoded_ThenItStandsUpright(byte orientation)
    {
        var jpeg = File.ReadAllBytes(Golden.Path("tiny-color.jpg"));
        var stored = ImageCodec.Decode(jpeg);
        // Marker, length, "Exif", a TIFF of one entry: tag 0x112, type short, one value.
        byte[] entry = [0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0];
        byte[] exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "II*\0"u8, 8, 0, 0, 0, 1, 0, .. entry, 0, 0, 0, 0];
        var upright = ImageCodec.Decode([.. jpeg[..2], .. exif, .. jpeg[2..]]);
        var expected = ImageTransform.Oriented(stored, orientation);
        Assert.Equal((expected.Width, expected.Height, 3), (upright.Width, upright.Height, upright.Channels));
        Assert.Equal(expected.Pixels.ToArray(), upright.Pixels.ToArray());
        Assert.Equal(orientation == 1, stored.Pixels.SequenceEqual(upright.Pixels));
    }

    [Fact]
    public void GivenAHeaderThatClaimsMoreThanTheFileCanHold_WhenDecoded_ThenItIsRefusedBeforeMemoryIsTaken()
    {
        var png = ImageCodec.EncodePng(new PixelImage(9, 9, 3, new byte[9 * 9 * 3]));
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 30_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 30_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc32(png.AsSpan(12, 17)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => ImageCodec.Decode(png));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        // The most that a PNG can pack: zeros of one bit.
        var zeros = ImageCodec.Decode(Packed(4096, 4096));
        Assert.Equal((4096, 4096), (zeros.Width, zeros.Height));
    }

    // A black-and-white PNG of zeros, deflated as far as it goes.
    static byte[] Packed(int width, int height)
    {
        var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.SmallestSize, leaveOpen: true))
            zlib.Write(new byte[height * (1 + width / 8)]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 1;
        byte[] signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
        return [.. signature, .. Chunk("IHDR", header), .. Chunk("IDAT", data.ToArray()), .. Chunk("IEND", [])];
    }

    static byte[] Chunk(string type, byte[] data)
    {
        byte[] typed = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data];
        byte[] length = new byte[4], sum = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc32(typed));
        return [.. length, .. typed, .. sum];
    }

    // A 1x1 red PNG, written by hand from the standard.
    [Fact]
    public void GivenAPngWrittenByHand_WhenDecoded_ThenThePixelIsRight()
    {
        var png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");
        Assert.Equal([255, 0, 0], ImageCodec.Decode(png).Pixels.ToArray());
    }

    [Fact]
    public void GivenATruncatedFile_WhenDecoded_ThenItIsRefused()
    {
        var pixels = new byte[64 * 64];
        new Random(2).NextBytes(pixels);
        var png = ImageCodec.EncodePng(new PixelImage(64, 64, 1, pixels));
        var e = Assert.Throws<InvalidDataException>(() => ImageCodec.Decode(png[..(png.Length / 2)], "half.png"));
        Assert.Contains("half.png", e.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => ImageCodec.Decode([1, 2, 3]));
    }

    [Fact]
    public void GivenALengthThatDoesNotFit_WhenBuilt_ThenTheErrorGivesBoth() =>
        Assert.Contains(
            "expected 12 bytes for 2x2x3, got 11", Assert.Throws<ArgumentException>(() => new PixelImage(2, 2, 3, new byte[11])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void GivenTheStandardsCheckString_WhenSummed_ThenTheCrcOfThisTestIsRight() =>
        Assert.Equal(0xCBF43926u, Crc32("123456789"u8));

    // CRC-32 as in the standard's annex D, bit by bit.
    static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var k = 0; k < 8; k++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
        }
        return ~crc;
    }

    // Row filters of the standard for one byte per pixel: 0 none, 1 sub, 2 up, 3 average, 4 Paeth.
    static byte[] Unfilter(byte[] rows, int width)
    {
        var output = new List<byte>();
        var above = new byte[width];
        for (var start = 0; start < rows.Length; start += width + 1)
        {
            var line = new byte[width];
            for (var x = 0; x < width; x++)
            {
                int left = x > 0 ? line[x - 1] : 0, up = above[x], corner = x > 0 ? above[x - 1] : 0, p = left + up - corner;
                int pa = Math.Abs(p - left), pb = Math.Abs(p - up), pc = Math.Abs(p - corner);
                var paeth = pa <= pb && pa <= pc ? left : pb <= pc ? up : corner;
                var prediction = rows[start] switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    4 => paeth,
                    _ => throw new InvalidDataException(),
                };
                line[x] = (byte)(rows[start + 1 + x] + prediction);
            }
            output.AddRange(line);
            above = line;
        }
        return [.. output];
    }
}
