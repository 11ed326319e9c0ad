using Reining.Densities;
using Reining.Metrics;
using Reining.Numerics;
using static TorchSharp.torch;

namespace Reining.Chapters;

/// <summary>Scores sets of images against one set of real ones, whose features are computed once.
/// Features are kept on the processor wherever the extractor is.</summary>
sealed class ReferenceScores : IDisposable
{
    readonly IFeatureExtractor _extractor;
    readonly Tensor _images, _features;
    readonly GaussianParameters _gaussian;

    /// <param name="extractor">The feature space.</param>
    /// <param name="images">Real images (N, C, H, W) in [0, 1].</param>
    public ReferenceScores(IFeatureExtractor extractor, Tensor images)
    {
        (_extractor, _images) = (extractor, images.DetachFromDisposeScope());
        _features = Features(images).DetachFromDisposeScope();
        _gaussian = FeatureStatistics.Of(_features).ToGaussian();
    }

    /// <summary>Fréchet distance of images (M, C, H, W).</summary>
    public double Distance(Tensor images)
    {
        using var scope = NewDisposeScope();
        return Frechet(Features(images));
    }

    /// <summary>All scores of images (M, C, H, W).</summary>
    public ImageScores Of(Tensor images)
    {
        using var scope = NewDisposeScope();
        var features = Features(images); // (M, d)
        var distributions = PrecisionRecallDistributions.Between(_features, features);
        var manifolds = ImprovedPrecisionRecall.Between(_features, features);
        return new(Frechet(features), KernelDistance.Between(_features, features).Value, distributions.F8, distributions.FOneEighth,
            manifolds.Precision, manifolds.Recall, Sharpness.Ratio(images, _images));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _images.Dispose();
        _features.Dispose();
    }

    double Frechet(Tensor features) => FrechetDistance.Between(FeatureStatistics.Of(features).ToGaussian(), _gaussian);

    Tensor Features(Tensor images) => MiniBatches.Map(images, piece => _extractor.Features(piece).cpu()); // (N, d)
}
