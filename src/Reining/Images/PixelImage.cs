namespace Reining.Images;

/// <summary>An image as bytes: rows from the top, pixels from the left, channels interleaved (H, W, C), 0 black to 255 white.</summary>
public sealed class PixelImage
{
    readonly byte[] _pixels;

    /// <summary>Wraps pixels without copying them.</summary>
    /// <param name="width">Pixels per row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 gray, 3 red-green-blue, 4 with straight (not premultiplied) alpha.</param>
    /// <param name="pixels">Exactly <c>width·height·channels</c> bytes.</param>
    /// <exception cref="ArgumentException">A size is below 1, the channel count is not 1, 3 or 4, or the length does not fit.</exception>
    public PixelImage(int width, int height, int channels, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (width < 1 || height < 1)
            throw new ArgumentException(
                $"PixelImage: expected a width and height of at least 1, got {width}x{height}; check the order (width, height).");
        if (channels is not (1 or 3 or 4))
            throw new ArgumentException($"PixelImage: expected 1, 3 or 4 channels, got {channels}; pixels are interleaved (H, W, C).");
        if (pixels.LongLength != (long)width * height * channels)
            throw new ArgumentException(
                $"PixelImage: expected {(long)width * height * channels} bytes for {width}x{height}x{channels}, " +
                $"got {pixels.LongLength}; pass one byte per channel.");
        (Width, Height, Channels, _pixels) = (width, height, channels, pixels);
    }

    /// <summary>Pixels per row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 gray, 3 color, 4 color with alpha.</summary>
    public int Channels { get; }

    /// <summary>The bytes (H, W, C).</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    internal byte[] Array => _pixels;
}
