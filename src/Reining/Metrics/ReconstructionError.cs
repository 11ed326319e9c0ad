using Reining.Numerics;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>How far reconstructions are from their images.</summary>
/// <param name="PerImage">Squared error summed over C, H, W, mean over images:
/// the reconstruction term of the canonical losses (fact sheet rae.md §2.3).</param>
/// <param name="PerPixel">The same divided by C·H·W: the mean squared error.</param>
/// <param name="Norm">Euclidean norm of an image's error, mean over images, which the author's script prints (§6).</param>
/// <param name="Count">Images.</param>
public sealed record ReconstructionError(double PerImage, double PerPixel, double Norm, long Count)
{
    /// <summary>Compares images with their reconstructions, in double.</summary>
    /// <param name="images">(N, C, H, W) in [0, 1].</param>
    /// <param name="reconstructions">(N, C, H, W), on the same device.</param>
    /// <exception cref="ArgumentException">Shapes that differ, or that are no image batches.</exception>
    public static ReconstructionError Between(Tensor images, Tensor reconstructions)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(reconstructions);
        if (images.ndim != 4 || images.shape[0] < 1 || !images.shape.SequenceEqual(reconstructions.shape))
            throw new ArgumentException(
                "ReconstructionError.Between: expected two sets of one shape (N, C, H, W), " +
                $"got {Shape.Text(images)} and {Shape.Text(reconstructions)}; pad the images as the model saw them.");
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var squared = 0.0;
        var norms = 0.0;
        var done = 0L;
        MiniBatches.ForEach(images, piece =>
        {
            var other = reconstructions.narrow(0, done, piece.shape[0]);
            var errors = (piece.to(float64) - other.to(float64)).square().flatten(1).sum(1); // (B,)
            squared += errors.sum().item<double>();
            norms += errors.sqrt().sum().item<double>();
            done += piece.shape[0];
        });
        var perImage = squared / done;
        return new ReconstructionError(perImage, perImage / (images.numel() / done), norms / done, done);
    }
}
