namespace Reining.Images;

/// <summary>Crops, sizes and channels of byte images. Every function gives a new image and leaves its input alone.</summary>
public static class ImageTransform
{
    const int FractionBits = 22; // Pillow's: 32 bits, 8 of them the value's, 2 for overshoot

    /// <summary>The middle of an image; with an odd rest one more pixel is cut on the right and below.</summary>
    /// <param name="image">Any channels.</param>
    /// <param name="width">1 to the image's width.</param>
    /// <param name="height">1 to the image's height.</param>
    /// <exception cref="ArgumentException">The crop is larger than the image.</exception>
    public static PixelImage CenterCrop(PixelImage image, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (width < 1 || height < 1 || width > image.Width || height > image.Height)
            throw new ArgumentException(
                $"ImageTransform.CenterCrop: expected a crop of at most {image.Width}x{image.Height} (width x height), " +
                $"the image's size, got {width}x{height}.");
        int left = (image.Width - width) / 2, top = (image.Height - height) / 2, row = width * image.Channels;
        var pixels = new byte[height * row];
        for (var y = 0; y < height; y++)
            image.Pixels.Slice(((top + y) * image.Width + left) * image.Channels, row).CopyTo(pixels.AsSpan(y * row));
        return new PixelImage(width, height, image.Channels, pixels);
    }

    /// <summary>Turns and mirrors a picture so that it stands upright.</summary>
    /// <param name="image">Any channels.</param>
    /// <param name="orientation">EXIF's number, 1 (upright) to 8; others count as 1.</param>
    internal static PixelImage Oriented(PixelImage image, int orientation)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (orientation is <= 1 or > 8)
            return image;
        int w = image.Width, h = image.Height, c = image.Channels;
        var (width, height) = orientation < 5 ? (w, h) : (h, w);
        var pixels = new byte[image.Pixels.Length];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                // Where the pixel (x, y) of the upright picture stands in the stored one.
                var (column, row) = orientation switch
                {
                    2 => (w - 1 - x, y), // mirrored
                    3 => (w - 1 - x, h - 1 - y), // upside down
                    4 => (x, h - 1 - y),
                    5 => (y, x),
                    6 => (y, h - 1 - x), // the camera was turned to the left
                    7 => (w - 1 - y, h - 1 - x),
                    _ => (w - 1 - y, x),
                };
                image.Pixels.Slice((row * w + column) * c, c).CopyTo(pixels.AsSpan((y * width + x) * c));
            }
        }
        return new PixelImage(width, height, c, pixels);
    }

    /// <summary>Another size, pixel for pixel what Pillow's <c>Image.resize</c> gives for gray and color.</summary>
    /// <param name="image">1 or 3 channels; put one with alpha on a background first.</param>
    /// <param name="width">At least 1.</param>
    /// <param name="height">At least 1.</param>
    /// <param name="filter">The kernel.</param>
    /// <exception cref="ArgumentException">An alpha channel or a size below 1.</exception>
    public static PixelImage Resize(PixelImage image, int width, int height, ResizeFilter filter = ResizeFilter.Bilinear)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Channels == 4)
            throw new ArgumentException(
                "ImageTransform.Resize: expected 1 or 3 channels, got 4: " +
                "colors under transparent pixels must not be mixed in; call OnWhite first.");
        if (width < 1 || height < 1)
            throw new ArgumentException($"ImageTransform.Resize: expected a width and height of at least 1, got {width}x{height}.");
        int c = image.Channels, w = image.Width, h = image.Height;
        // Rows first, rounded to bytes, then columns: the order and the rounding decide the last bit.
        var wide = width == w
            ? image.Array
            : Pass(image.Array, h, w, c, 1, width, filter, (y, x) => (y * w + x) * c, (y, x) => (y * width + x) * c);
        var high = height == h
            ? wide
            : Pass(wide, width, h, c, width, height, filter, (x, y) => (y * width + x) * c, (x, y) => (y * width + x) * c);
        return new PixelImage(width, height, c, ReferenceEquals(high, image.Array) ? [.. high] : high);
    }

    /// <summary>Puts an image with alpha on white; others are returned as they are.</summary>
    public static PixelImage OnWhite(PixelImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Channels != 4) return image;
        var source = image.Pixels;
        var pixels = new byte[source.Length / 4 * 3];
        for (int i = 0, o = 0; i < source.Length; i += 4, o += 3)
        {
            int alpha = source[i + 3], white = 255 * (255 - alpha);
            for (var k = 0; k < 3; k++) pixels[o + k] = (byte)((source[i + k] * alpha + white + 127) / 255);
        }
        return new PixelImage(image.Width, image.Height, 3, pixels);
    }

    /// <summary>Gray or color; color becomes gray by the luma of ITU-R BT.601 (0.299, 0.587, 0.114), in Pillow's integers.</summary>
    /// <param name="image">Any channels; alpha is put on white.</param>
    /// <param name="channels">1 or 3.</param>
    /// <exception cref="ArgumentException">Another number of channels.</exception>
    public static PixelImage ToChannels(PixelImage image, int channels)
    {
        if (channels is not (1 or 3)) throw new ArgumentException($"ImageTransform.ToChannels: expected 1 or 3 channels, got {channels}.");
        var opaque = OnWhite(image);
        if (opaque.Channels == channels) return opaque;
        var source = opaque.Pixels;
        var pixels = new byte[opaque.Width * opaque.Height * channels];
        if (channels == 3)
        {
            for (var i = 0; i < pixels.Length; i++) pixels[i] = source[i / 3];
        }
        else
        {
            for (var i = 0; i < pixels.Length; i++)
                pixels[i] = (byte)((19595 * source[3 * i] + 38470 * source[3 * i + 1] + 7471 * source[3 * i + 2] + 0x8000) >> 16);
        }
        return new PixelImage(opaque.Width, opaque.Height, channels, pixels);
    }

    // One axis. Lines are what stays; along each, `size` outputs are weighted sums of inputs that lie `stride` pixels apart.
    static byte[] Pass(
        byte[] source, int lines, int inputs, int channels, int stride, int size, ResizeFilter filter, Func<int, int, int> from,
        Func<int, int, int> to)
    {
        var kernels = Kernels(inputs, size, filter);
        var target = new byte[lines * size * channels];
        for (var line = 0; line < lines; line++)
        {
            for (var i = 0; i < size; i++)
            {
                var (first, weights) = kernels[i];
                int at = from(line, first), step = stride * channels, put = to(line, i);
                for (var c = 0; c < channels; c++)
                {
                    var sum = 1 << (FractionBits - 1);
                    for (var k = 0; k < weights.Length; k++) sum += source[at + k * step + c] * weights[k];
                    target[put + c] = (byte)Math.Clamp(sum >> FractionBits, 0, 255);
                }
            }
        }
        return target;
    }

    static (int First, int[] Weights)[] Kernels(int inputs, int outputs, ResizeFilter filter)
    {
        var (radius, kernel) = filter switch
        {
            ResizeFilter.Bilinear => (1.0, (Func<double, double>)Triangle),
            ResizeFilter.Bicubic => (2.0, Cubic),
            ResizeFilter.Lanczos => (3.0, Lanczos),
            _ => throw new ArgumentOutOfRangeException(
                nameof(filter), filter, $"ImageTransform.Resize: expected a filter of {nameof(ResizeFilter)}, got {filter}."),
        };
        var scale = (double)inputs / outputs;
        var stretch = Math.Max(scale, 1);
        var result = new (int, int[])[outputs];
        for (var i = 0; i < outputs; i++)
        {
            var center = (i + 0.5) * scale;
            var first = Math.Max((int)(center - radius * stretch + 0.5), 0);
            var end = Math.Min((int)(center + radius * stretch + 0.5), inputs);
            var weights = new double[end - first];
            for (var k = 0; k < weights.Length; k++) weights[k] = kernel((k + first - center + 0.5) / stretch);
            var sum = weights.Sum();
            result[i] = (first, [.. weights.Select(v => v / sum * (1 << FractionBits)).Select(v => (int)(v < 0 ? v - 0.5 : v + 0.5))]);
        }
        return result;
    }

    static double Triangle(double x) => Math.Max(0, 1 - Math.Abs(x));

    static double Cubic(double x)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        return x < 1 ? ((A + 2) * x - (A + 3)) * x * x + 1 : x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }

    static double Lanczos(double x) => x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0;

    static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
