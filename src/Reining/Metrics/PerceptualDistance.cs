using Reining.Numerics;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>
/// cLPIPS: how different two images look to a classifier of this library. At each place of each layer features are divided by their length;
/// squared differences are averaged over places, then over layers. It is built like LPIPS (Zhang et al. 2018) without its weights and nets,
/// so its numbers are not LPIPS.
/// </summary>
public static class PerceptualDistance
{
    /// <summary>The mean over pairs of images.</summary>
    /// <param name="classifier">The ruler.</param>
    /// <param name="images">(N, C, S, S) in [0, 1].</param>
    /// <param name="others">The same shape.</param>
    /// <exception cref="ArgumentException">Different shapes, or not those of the classifier.</exception>
    public static double Between(ImageClassifier classifier, Tensor images, Tensor others)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        if (!images.shape.SequenceEqual(others.shape))
            throw new ArgumentException(
                $"PerceptualDistance.Between: expected two sets of one shape, got {Shape.Text(images)} and {Shape.Text(others)}.");
        using var scope = NewDisposeScope();
        var (sum, done) = (0.0, 0L);
        MiniBatches.ForEach(images, piece =>
        {
            var other = others.narrow(0, done, piece.shape[0]);
            done += piece.shape[0];
            var layers = classifier.Layers(piece).Zip(classifier.Layers(other)).ToList();
            sum += layers.Average(l => (Unit(l.First) - Unit(l.Second)).square().sum(dim: 1).flatten(1).mean([1]).sum().item<float>());
        });
        return sum / done;
    }

    // Along the channels of (N, C, …).
    static Tensor Unit(Tensor features)
    {
        var x = features.ndim == 2 ? features.unsqueeze(2) : features;
        return x / x.square().sum(dim: 1, keepdim: true).sqrt().clamp_min(1e-8);
    }
}
