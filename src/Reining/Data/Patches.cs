namespace Reining.Data;

/// <summary>Random square pieces of images.</summary>
public static class Patches
{
    /// <summary>Cuts pieces, each out of a random image at a random place, with the image's label.</summary>
    /// <param name="images">Images (C, H, W).</param>
    /// <param name="side">Side of a piece in pixels.</param>
    /// <param name="count">How many pieces, above 0.</param>
    /// <param name="seed">Decides which.</param>
    /// <param name="pad">Black pixels around each image, of which a piece may have some.</param>
    /// <exception cref="ArgumentException">There are no images, or a piece is larger than a padded one.</exception>
    public static LabeledImages Of(LabeledImages images, int side, int count, ulong seed, int pad = 0)
    {
        ArgumentNullException.ThrowIfNull(images);
        var (height, width) = (images.Height + 2 * pad, images.Width + 2 * pad);
        if (images.Count == 0 || count < 1 || pad < 0 || side < 1 || side > Math.Min(height, width))
            throw new ArgumentException(
                $"Patches: expected images, at least one piece and a side from 1 to {Math.Min(height, width)}, " +
                $"got {images}, {count} pieces of side {side}, padding {pad}.");
        var random = new SplitMix64(SplitMix64.Mix(seed));
        var size = images.Channels * side * side;
        var (pixels, labels) = (new byte[count * size], new byte[count]);
        for (var i = 0; i < count; i++)
        {
            var index = random.NextBelow(images.Count);
            var (top, left) = (random.NextBelow(height - side + 1) - pad, random.NextBelow(width - side + 1) - pad);
            labels[i] = (byte)images.Label(index);
            Cut(images, index, top, left, side, pixels.AsSpan(i * size, size));
        }
        return new($"pieces of {images.Name}", pixels, labels, images.Channels, side, side, images.ClassNames);
    }

    static void Cut(LabeledImages images, int index, int top, int left, int side, Span<byte> piece)
    {
        var image = images.Pixels(index); // (C, H, W)
        var (first, end) = (Math.Max(0, left), Math.Min(images.Width, left + side));
        for (var c = 0; c < images.Channels; c++)
        {
            for (var y = Math.Max(0, top); y < Math.Min(images.Height, top + side); y++)
            {
                image.Slice((c * images.Height + y) * images.Width + first, end - first)
                    .CopyTo(piece[((c * side + y - top) * side + first - left)..]);
            }
        }
    }
}
