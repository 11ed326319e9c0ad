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
    /// <returns>1, 3 or 4 channels, as the file has them (a palette becomes color).</returns>
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
}
