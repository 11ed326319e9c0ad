using System.Runtime.InteropServices;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Images;

/// <summary>A tensor of images (N, C, H, W) with its value range stated, checked on construction.</summary>
public sealed class ImageBatch
{
    /// <summary>How far a value may lie outside its range before it is an error (a sigmoid in single
    /// precision ends at 1 exactly).</summary>
    public const float Tolerance = 1e-4f;

    /// <summary>Wraps a tensor; the tensor stays the caller's.</summary>
    /// <param name="tensor">float32 or float64, (N, C, H, W), C of 1 (gray) or 3 (red, green, blue), on any device.</param>
    /// <param name="range">What the values mean; every value must lie in it, up to <see cref="Tolerance"/>.</param>
    /// <exception cref="ArgumentException">Wrong rank, channel count or element type, an empty batch,
    /// or values outside the range or not finite.</exception>
    public ImageBatch(Tensor tensor, PixelRange range)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.ndim != 4)
            throw new ArgumentException(
                $"ImageBatch: expected 4 dimensions (N, C, H, W), got {tensor.ndim} ({Shape(tensor)}); use unsqueeze or view.");
        if (tensor.shape[1] is not (1 or 3))
            throw new ArgumentException(
                $"ImageBatch: expected 1 or 3 channels, got {tensor.shape[1]} ({Shape(tensor)}); the order is (N, C, H, W), use permute.");
        if (tensor.numel() == 0)
            throw new ArgumentException(
                $"ImageBatch: expected at least one image, got an empty tensor ({Shape(tensor)}); check the selection.");
        if (tensor.dtype is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException(
                $"ImageBatch: expected float32 or float64, got {tensor.dtype} ({Shape(tensor)}); " +
                "convert with to(float32) and scale to the range.");
        (Tensor, Range) = (tensor, range);
        CheckRange();
    }

    /// <summary>The values (N, C, H, W).</summary>
    public Tensor Tensor { get; }

    /// <summary>What the values mean.</summary>
    public PixelRange Range { get; }

    /// <summary>Number of images N.</summary>
    public int Count => (int)Tensor.shape[0];

    /// <summary>Channels C: 1 or 3.</summary>
    public int Channels => (int)Tensor.shape[1];

    /// <summary>Rows H.</summary>
    public int Height => (int)Tensor.shape[2];

    /// <summary>Columns W.</summary>
    public int Width => (int)Tensor.shape[3];

    /// <summary>Rounds to bytes: <c>round(255·x)</c> after mapping the range to [0, 1].</summary>
    /// <returns>N images of C channels.</returns>
    public PixelImage[] ToPixelImages()
    {
        using var scope = NewDisposeScope();
        using var free = no_grad();
        var values = Tensor.detach().to(ScalarType.Float32).cpu().contiguous();
        var planes = MemoryMarshal.Cast<byte, float>(values.bytes);
        int plane = Height * Width, channels = Channels;
        var images = new PixelImage[Count];
        for (var n = 0; n < images.Length; n++)
        {
            var pixels = new byte[plane * channels];
            for (var c = 0; c < channels; c++)
            {
                var source = planes.Slice((n * channels + c) * plane, plane);
                for (var i = 0; i < plane; i++) pixels[i * channels + c] = ToByte(source[i]);
            }
            images[n] = new PixelImage(Width, Height, channels, pixels);
        }
        return images;
    }

    /// <summary>Builds a batch in [0, 1] from byte images of one size and channel count (1 or 3).</summary>
    /// <param name="images">At least one.</param>
    /// <exception cref="ArgumentException">No image, different sizes, or an alpha channel.</exception>
    public static ImageBatch From(IReadOnlyList<PixelImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0) throw new ArgumentException("ImageBatch.From: expected at least one image, got none.");
        var (w, h, c) = (images[0].Width, images[0].Height, images[0].Channels);
        if (images.FirstOrDefault(i => i.Width != w || i.Height != h || i.Channels != c) is { } odd)
            throw new ArgumentException(
                $"ImageBatch.From: expected images of {w}x{h}x{c} like the first, " +
                $"got one of {odd.Width}x{odd.Height}x{odd.Channels}; bring them to one size.");
        TorchRuntime.Load();
        var tensor = empty([images.Count, c, h, w], ScalarType.Float32); // (N, C, H, W)
        var values = MemoryMarshal.Cast<byte, float>(tensor.bytes);
        for (var n = 0; n < images.Count; n++)
        {
            var pixels = images[n].Pixels;
            for (var k = 0; k < c; k++)
            {
                var plane = values.Slice((n * c + k) * h * w, h * w);
                for (var i = 0; i < plane.Length; i++) plane[i] = pixels[i * c + k] / 255f;
            }
        }
        return new ImageBatch(tensor, PixelRange.ZeroToOne);
    }

    byte ToByte(float value)
    {
        var unit = Range == PixelRange.ZeroToOne ? value : (value + 1) / 2;
        return (byte)MathF.Round(Math.Clamp(unit, 0, 1) * 255);
    }

    void CheckRange()
    {
        using var scope = NewDisposeScope();
        using var free = no_grad();
        var (lowest, highest) = (Tensor.min().to(ScalarType.Float64).item<double>(), Tensor.max().to(ScalarType.Float64).item<double>());
        var floor = Range == PixelRange.ZeroToOne ? 0 : -1;
        if (lowest >= floor - Tolerance && highest <= 1 + Tolerance) return; // false for NaN as well
        var remedy = double.IsNaN(lowest) || double.IsNaN(highest)
            ? "the values are not finite: look at the loss that led here"
            : "rescale them, or state the other range";
        throw new ArgumentException($"ImageBatch: expected values in [{floor}, 1], got [{lowest:G4}, {highest:G4}]; {remedy}.");
    }

    static string Shape(Tensor t) => string.Join('x', t.shape);
}
