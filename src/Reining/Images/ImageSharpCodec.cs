#if IMAGESHARP
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace Reining.Images;

/// <summary>PNG and JPEG by SixLabors.ImageSharp 2.1, the codec of builds with <c>-p:ImageCodec=ImageSharp</c>.</summary>
internal sealed class ImageSharpCodec : IImageCodec
{
    public byte[] EncodePng(PixelImage image) => image.Channels switch
    {
        1 => Encode<L8>(image, PngColorType.Grayscale),
        3 => Encode<Rgb24>(image, PngColorType.Rgb),
        _ => Encode<Rgba32>(image, PngColorType.RgbWithAlpha),
    };

    public PixelImage? Decode(byte[] bytes)
    {
        try
        {
            var format = Image.DetectFormat(bytes);
            if (format is not (PngFormat or JpegFormat)) return null;
            var info = Image.Identify(bytes);
            if (info is null || !ImageCodec.IsPlausible(info.Width, info.Height, format is JpegFormat, bytes.Length)) return null;
            if (format is PngFormat)
            {
                return info.Metadata.GetPngMetadata().ColorType switch
                {
                    PngColorType.Grayscale => Pixels<L8>(bytes, 1),
                    PngColorType.GrayscaleWithAlpha or PngColorType.RgbWithAlpha => Pixels<Rgba32>(bytes, 4),
                    _ => Pixels<Rgb24>(bytes, 3),
                };
            }
            return info.Metadata.GetJpegMetadata().ColorType == JpegColorType.Luminance ? Pixels<L8>(bytes, 1) : Pixels<Rgb24>(bytes, 3);
        }
        catch (ImageFormatException)
        {
            return null;
        }
    }

    static byte[] Encode<TPixel>(PixelImage image, PngColorType color) where TPixel : unmanaged, IPixel<TPixel>
    {
        using var picture = Image.LoadPixelData<TPixel>(image.Pixels, image.Width, image.Height);
        using var stream = new MemoryStream();
        picture.SaveAsPng(stream, new PngEncoder
        {
            BitDepth = PngBitDepth.Bit8,
            ColorType = color,
            // Colors under full transparency are kept: the round trip is exact.
            TransparentColorMode = PngTransparentColorMode.Preserve,
        });
        return stream.ToArray();
    }

    static PixelImage Pixels<TPixel>(byte[] bytes, int channels) where TPixel : unmanaged, IPixel<TPixel>
    {
        using var picture = Image.Load<TPixel>(bytes);
        picture.Mutate(p => p.AutoOrient());
        var pixels = new byte[picture.Width * picture.Height * channels];
        picture.CopyPixelDataTo(pixels);
        return new PixelImage(picture.Width, picture.Height, channels, pixels);
    }
}
#endif
