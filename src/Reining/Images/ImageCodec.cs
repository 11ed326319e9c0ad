namespace Reining.Images;

/// <summary>
/// Reads and writes image files. SkiaSharp does the work, or SixLabors.ImageSharp when built with <c>-p:ImageCodec=ImageSharp</c>.
/// </summary>
public static class ImageCodec
{
#if IMAGESHARP
    const string Package = "ImageSharp";
    static readonly IImageCodec Codec = new ImageSharpCodec();
#else
    const string Package = "SkiaSharp";
    static readonly IImageCodec Codec = new SkiaCodec();
#endif

    /// <summary>The package that this build decodes and encodes with. JPEGs decoded by another one differ by some gray levels.</summary>
    public static string Name => Package;

    /// <summary>
    /// Pixels that a byte of a PNG can stand for: deflate packs at most 1032 bytes into one, and a byte of a black-and-white picture has
    /// eight pixels. What claims more is damaged, and refused before memory is taken for it; nothing takes more than four bytes a pixel.
    /// </summary>
    internal const int PixelsPerByte = 8 * 1032;

    // Of a JPEG: a block of 8x8 takes at least one bit of the first scan. More would let small files ask for minutes of decoding.
    const int JpegPixelsPerByte = 8 * 64;

    /// <summary>Encodes losslessly: decoding the result gives the same bytes and the same channel count.</summary>
    /// <param name="image">Gray, color or color with straight alpha.</param>
    /// <returns>A PNG file, 8 bits per channel.</returns>
    public static byte[] EncodePng(PixelImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Codec.EncodePng(image);
    }

    /// <summary>Decodes a PNG or JPEG file held in memory.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">What to call it in an error message.</param>
    /// <returns>1, 3 or 4 channels, as the file has them (a palette becomes color), upright: the orientation that cameras note in a JPEG's
    /// EXIF data is applied.</returns>
    /// <exception cref="InvalidDataException">The bytes are not a readable PNG or JPEG.</exception>
    public static PixelImage Decode(byte[] bytes, string name = "image")
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return Codec.Decode(bytes)
            ?? throw new InvalidDataException(
                $"ImageCodec.Decode: expected a complete PNG or JPEG, got {bytes.Length} bytes that are not one ({name}); " +
                "check that the file was copied whole.");
    }

    /// <summary>Reads a PNG or JPEG file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not a readable PNG or JPEG.</exception>
    public static PixelImage Load(string path) => Decode(File.ReadAllBytes(path), path);

    /// <summary>Whether a file of so many bytes can hold a picture of this size.</summary>
    internal static bool IsPlausible(int width, int height, bool jpeg, long bytes)
    {
        var pixels = (long)width * height;
        return pixels is > 0 and <= int.MaxValue / 4 && pixels <= (jpeg ? JpegPixelsPerByte : PixelsPerByte) * bytes;
    }
}
