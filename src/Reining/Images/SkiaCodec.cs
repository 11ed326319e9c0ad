#if !IMAGESHARP
using SkiaSharp;

namespace Reining.Images;

/// <summary>PNG and JPEG by SkiaSharp.</summary>
internal sealed class SkiaCodec : IImageCodec
{
    public byte[] EncodePng(PixelImage image)
    {
        var info = image.Channels switch
        {
            1 => new SKImageInfo(image.Width, image.Height, SKColorType.Gray8, SKAlphaType.Opaque),
            3 => new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque),
            _ => new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul),
        };
        var pixels = image.Channels == 3 ? WithOpaqueAlpha(image.Array) : image.Array;
        unsafe
        {
            fixed (byte* first = pixels)
            {
                using var map = new SKPixmap(info, (IntPtr)first);
                using var data = map.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 6))
                    ?? throw new InvalidOperationException(
                        $"ImageCodec.EncodePng: SkiaSharp refused a {image.Width}x{image.Height}x{image.Channels} image; " +
                        "sizes above 32767 are not supported.");
                return data.ToArray();
            }
        }
    }

    public PixelImage? Decode(byte[] bytes)
    {
        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg) ||
            !ImageCodec.IsPlausible(codec.Info.Width, codec.Info.Height, codec.EncodedFormat == SKEncodedImageFormat.Jpeg, bytes.Length))
            return null;
        var gray = codec.Info.ColorType == SKColorType.Gray8;
        var opaque = codec.Info.AlphaType == SKAlphaType.Opaque;
        var info = new SKImageInfo(
            codec.Info.Width, codec.Info.Height,
            gray ? SKColorType.Gray8 : SKColorType.Rgba8888,
            opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        var pixels = new byte[info.BytesSize];
        // A truncated file gives IncompleteInput: half a picture is not the picture.
        if (codec.GetPixels(info, pixels) != SKCodecResult.Success) return null;
        var image = gray ? new PixelImage(info.Width, info.Height, 1, pixels)
            : opaque ? new PixelImage(info.Width, info.Height, 3, WithoutAlpha(pixels))
            : new PixelImage(info.Width, info.Height, 4, pixels);
        return ImageTransform.Oriented(image, (int)codec.EncodedOrigin); // Skia's numbers are EXIF's
    }

    static byte[] WithOpaqueAlpha(byte[] rgb)
    {
        var rgba = new byte[rgb.Length / 3 * 4];
        for (int i = 0, o = 0; i < rgb.Length; i += 3, o += 4)
            (rgba[o], rgba[o + 1], rgba[o + 2], rgba[o + 3]) = (rgb[i], rgb[i + 1], rgb[i + 2], 255);
        return rgba;
    }

    static byte[] WithoutAlpha(byte[] rgba)
    {
        var rgb = new byte[rgba.Length / 4 * 3];
        for (int i = 0, o = 0; i < rgba.Length; i += 4, o += 3)
            (rgb[o], rgb[o + 1], rgb[o + 2]) = (rgba[i], rgba[i + 1], rgba[i + 2]);
        return rgb;
    }
}
#endif
