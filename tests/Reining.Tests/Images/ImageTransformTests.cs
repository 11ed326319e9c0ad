using System.Text.Json.Nodes;
using Reining.Images;

namespace Reining.Tests.Images;

public sealed class ImageTransformTests
{
    // The stored picture has the rows 1 2 3 and 4 5 6. EXIF says where its first row and column are when it stands upright: of 6, for
    // example, the first row is the right side and the first column the top (JEITA CP-3451, tag 0x112).
    [Theory]
    [InlineData(1, 3, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(2, 3, new byte[] { 3, 2, 1, 6, 5, 4 })]
    [InlineData(3, 3, new byte[] { 6, 5, 4, 3, 2, 1 })]
    [InlineData(4, 3, new byte[] { 4, 5, 6, 1, 2, 3 })]
    [InlineData(5, 2, new byte[] { 1, 4, 2, 5, 3, 6 })]
    [InlineData(6, 2, new byte[] { 4, 1, 5, 2, 6, 3 })]
    [InlineData(7, 2, new byte[] { 6, 3, 5, 2, 4, 1 })]
    [InlineData(8, 2, new byte[] { 3, 6, 2, 5, 1, 4 })]
    [InlineData(0, 3, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(9, 3, new byte[] { 1, 2, 3, 4, 5, 6 })]
    public void GivenAnOrientation_WhenApplied_ThenThePictureStandsUpright(int orientation, int width, byte[] expected)
    {
        var upright = ImageTransform.Oriented(new PixelImage(3, 2, 1, [1, 2, 3, 4, 5, 6]), orientation);
        Assert.Equal(width, upright.Width);
        Assert.Equal(expected, upright.Pixels.ToArray());
        byte[] color = [.. new byte[] { 1, 2, 3, 4, 5, 6 }.SelectMany(v => new[] { v, (byte)(v + 10), (byte)(v + 20) })];
        var inColor = ImageTransform.Oriented(new PixelImage(3, 2, 3, color), orientation).Pixels.ToArray();
        Assert.Equal(expected.SelectMany(v => new[] { v, (byte)(v + 10), (byte)(v + 20) }), inColor);
    }

    static readonly JsonNode Reference = Golden.Read("images.json");

    public static TheoryData<int> Resizings => [.. Enumerable.Range(0, Reference["resized"]!.AsArray().Count)];

    [Theory]
    [MemberData(nameof(Resizings))]
    public void GivenAnImage_WhenResized_ThenEveryByteIsPillows(int index)
    {
        var entry = Reference["resized"]![index]!;
        var (from, to) = (entry["from"]!.AsArray(), entry["to"]!.AsArray());
        var source = Source((int)from[0]!, (int)from[1]!, (int)entry["channels"]!);
        var resized = ImageTransform.Resize(source, (int)to[0]!, (int)to[1]!, Enum.Parse<ResizeFilter>((string)entry["filter"]!));
        Assert.Equal(((int)to[0]!, (int)to[1]!, (int)entry["channels"]!), (resized.Width, resized.Height, resized.Channels));
        if (entry["pixels"] is { } pixels)
            Assert.Equal(Convert.FromBase64String((string)pixels!), resized.Pixels.ToArray());
        else
            Assert.Equal((long)entry["checksum"]!, resized.Pixels.ToArray().Select((p, i) => (long)p * (i + 1)).Sum());
    }

    [Fact]
    public void GivenColor_WhenMadeGray_ThenEveryByteIsPillows() =>
        Assert.Equal(
            Convert.FromBase64String((string)Reference["luma"]!), ImageTransform.ToChannels(Source(31, 23, 3), 1).Pixels.ToArray());

    [Fact]
    public void GivenItsOwnSize_WhenResized_ThenTheCopyIsEqualAndSeparate()
    {
        var source = Source(5, 4, 3);
        var same = ImageTransform.Resize(source, 5, 4);
        Assert.Equal(source.Pixels.ToArray(), same.Pixels.ToArray());
        Assert.False(source.Pixels.Overlaps(same.Pixels));
    }

    [Fact]
    public void GivenRowsOfNumbers_WhenCropped_ThenTheMiddleIsLeft()
    {
        // 5 wide, 4 high: the middle 2x2 begins at column 1, row 1.
        var image = new PixelImage(5, 4, 1, [.. Enumerable.Range(0, 20).Select(i => (byte)i)]);
        Assert.Equal([6, 7, 11, 12], ImageTransform.CenterCrop(image, 2, 2).Pixels.ToArray());
        Assert.Contains(
            "at most 5x4", Assert.Throws<ArgumentException>(() => ImageTransform.CenterCrop(image, 6, 2)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAlpha_WhenPutOnWhite_ThenColorsAreMixedByHand()
    {
        // Opaque, transparent, half: 100·0.502 + 255·0.498 = 177.2.
        var image = new PixelImage(3, 1, 4, [10, 20, 30, 255, 10, 20, 30, 0, 100, 100, 100, 128]);
        Assert.Equal([10, 20, 30, 255, 255, 255, 177, 177, 177], ImageTransform.OnWhite(image).Pixels.ToArray());
        Assert.Contains(
            "OnWhite", Assert.Throws<ArgumentException>(() => ImageTransform.Resize(image, 1, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAJpeg_WhenDecoded_ThenItIsPillowsPictureUpToRounding()
    {
        foreach (var entry in Reference["jpeg"]!.AsArray())
        {
            var image = ImageCodec.Load(Golden.Path((string)entry!["file"]!));
            Assert.Equal(
                ((int)entry["width"]!, (int)entry["height"]!, (int)entry["channels"]!), (image.Width, image.Height, image.Channels));
            var expected = Convert.FromBase64String((string)entry["pixels"]!);
            Assert.True(image.Pixels.ToArray().Zip(expected, (a, b) => Math.Abs(a - b)).Max() <= 4, (string)entry["file"]!);
        }
    }

    static PixelImage Source(int width, int height, int channels)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        // offset 0.5, scale 0.5 make u itself, rounded to float: floor(256·u) keeps its 8 bits unless u lies within 2^-25 of a step.
        var u = Golden.Values([width * height * channels], 21, 0.5, 0.5).data<float>().ToArray();
        return new PixelImage(width, height, channels, [.. u.Select(v => (byte)Math.Min(255, Math.Floor(256 * (double)v)))]);
    }
}
