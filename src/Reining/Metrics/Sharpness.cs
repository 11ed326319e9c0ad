using Reining.Numerics;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>Sharpness of images by their high-frequency energy: how much detail a model keeps.</summary>
/// <remarks>
/// E(x) = mean over images, channels and inner pixels of (x_up + x_down + x_left + x_right − 4x)², the squared response of the
/// four-neighbor Laplacian; border pixels, which lack a neighbor, are left out. A wave cos(ωi + φ) along an axis passes with the factor
/// (2 − 2 cos ω)²: 0 for flat areas, 16 for pixel-by-pixel alternation. <see cref="Ratio"/> is "high-frequency energy of output ÷ input"
/// (outline.md §3.1). 1 is as sharp as the input, below 1 is blurred. Noise counts as detail: a ratio above 1 is no praise. In double,
/// independent of the batch size.
/// </remarks>
public static class Sharpness
{
    /// <summary>E(outputs) / E(inputs). The sets need not be paired: samples are compared with any real images.</summary>
    /// <param name="outputs">(N, C, H, W), H and W at least 3: reconstructions or samples.</param>
    /// <param name="inputs">(M, C, H, W): real images of the same size.</param>
    /// <returns>≥ 0, without unit.</returns>
    /// <exception cref="ArgumentException">Sizes that differ or are too small, pixels that are not finite, or flat inputs.</exception>
    public static double Ratio(Tensor outputs, Tensor inputs)
    {
        var reference = Energy(inputs);
        if (!outputs.shape.Skip(1).SequenceEqual(inputs.shape.Skip(1)))
            throw new ArgumentException(
                $"Sharpness.Ratio: expected images of one size, got {Shape.Text(outputs)} and {Shape.Text(inputs)}; " +
                "resize or pad the inputs as the model saw them.");
        if (reference == 0)
            throw new ArgumentException(
                $"Sharpness.Ratio: expected inputs with detail, got flat ones ({Shape.Text(inputs)}); pass real images.");
        return Energy(outputs) / reference;
    }

    /// <summary>High-frequency energy E of images.</summary>
    /// <param name="images">(N, C, H, W), floating, H and W at least 3.</param>
    /// <returns>≥ 0, in units of the pixels squared.</returns>
    /// <exception cref="ArgumentException">Another shape or type, or pixels that are not finite.</exception>
    public static double Energy(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.ndim != 4 || images.numel() == 0 || images.shape[2] < 3 || images.shape[3] < 3 || !images.is_floating_point())
            throw new ArgumentException(
                "Sharpness.Energy: expected floating-point images (N, C, H, W) " +
                $"of at least 3x3 pixels, got {Shape.Text(images)} {images.dtype}.");
        var total = 0.0;
        MiniBatches.ForEach(images, piece =>
        {
            var x = piece.to(float64);
            var (h, w) = (x.shape[2] - 2, x.shape[3] - 2);
            Tensor Shifted(long down, long right) => x.narrow(2, 1 + down, h).narrow(3, 1 + right, w); // (B, C, H − 2, W − 2)
            var response = Shifted(-1, 0) + Shifted(1, 0) + Shifted(0, -1) + Shifted(0, 1) - 4 * Shifted(0, 0);
            total += response.square().sum().item<double>();
        });
        var energy = total / (images.shape[0] * images.shape[1] * (images.shape[2] - 2) * (images.shape[3] - 2));
        return double.IsFinite(energy)
            ? energy
            : throw new ArgumentException(
                $"Sharpness.Energy: expected finite pixels, got NaN or infinity ({Shape.Text(images)}); look at the model that made them.");
    }
}
