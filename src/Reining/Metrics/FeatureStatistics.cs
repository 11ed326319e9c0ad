using Reining.Densities;
using Reining.Numerics;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>Mean and unbiased covariance of features, accumulated piece by piece in double, independent of how the set is cut.</summary>
/// <remarks>
/// Sums are taken about the first row ever added, so that features far from zero keep their digits; the sums of different cuts differ
/// by rounding only (about 1e-15 of their size).
/// </remarks>
public sealed class FeatureStatistics
{
    readonly double[] _origin;
    readonly double[] _sum;
    readonly double[] _products;

    FeatureStatistics(double[] origin)
    {
        _origin = origin;
        _sum = new double[origin.Length];
        _products = new double[origin.Length * origin.Length];
    }

    /// <summary>Feature vectors seen.</summary>
    public long Count { get; private set; }

    /// <summary>Length of a feature vector.</summary>
    public long Dimensions => _origin.Length;

    /// <summary>Statistics of features at hand.</summary>
    /// <param name="features">(N, d), floating, finite.</param>
    /// <exception cref="ArgumentException">Wrong shape or values that are not finite.</exception>
    public static FeatureStatistics Of(Tensor features)
    {
        using var scope = NewDisposeScope();
        var rows = Gaussians.Codes(features, "FeatureStatistics.Of", what: "features");
        var statistics = new FeatureStatistics(rows[0].Doubles());
        statistics.Add(rows);
        return statistics;
    }

    /// <summary>Statistics of the features of images, extracted in mini-batches without gradients.</summary>
    /// <param name="extractor">Where the features come from.</param>
    /// <param name="images">(N, C, H, W) in [0, 1].</param>
    /// <param name="batchSize">Images in one piece; the result does not depend on it but for rounding.</param>
    /// <exception cref="ArgumentException">No images, or a shape the extractor was not made for.</exception>
    public static FeatureStatistics Of(IFeatureExtractor extractor, Tensor images, long batchSize = MiniBatches.DefaultSize)
    {
        ArgumentNullException.ThrowIfNull(extractor);
        var statistics = default(FeatureStatistics);
        MiniBatches.ForEach(images, piece =>
        {
            var features = extractor.Features(piece);
            if (statistics is null)
                statistics = Of(features);
            else
                statistics.Add(features);
        }, batchSize);
        return statistics!;
    }

    /// <summary>Adds more feature vectors.</summary>
    /// <param name="features">(N, d), floating, finite.</param>
    /// <exception cref="ArgumentException">Wrong shape or values that are not finite.</exception>
    public void Add(Tensor features)
    {
        using var scope = NewDisposeScope();
        var centered = Gaussians.Codes(features, "FeatureStatistics.Add", Dimensions, "features") - Gaussians.Row(_origin); // (N, d)
        Accumulate(_sum, centered.sum(dim: 0));
        Accumulate(_products, centered.t().mm(centered));
        Count += features.shape[0];
    }

    /// <summary>Mean and covariance with divisor N − 1, as numpy.cov and the published FID code have it.</summary>
    /// <exception cref="InvalidOperationException">Fewer than two feature vectors.</exception>
    public GaussianParameters ToGaussian()
    {
        if (Count < 2)
            throw new InvalidOperationException(
                $"FeatureStatistics.ToGaussian: expected at least 2 feature vectors for a covariance, got {Count}; add more images.");
        var d = _origin.Length;
        var covariance = new double[d][];
        for (var i = 0; i < d; i++)
        {
            covariance[i] = new double[d];
            for (var j = 0; j < d; j++)
                covariance[i][j] = ((_products[i * d + j] + _products[j * d + i]) / 2 - _sum[i] * _sum[j] / Count) / (Count - 1);
        }
        return new GaussianParameters([.. _origin.Select((o, i) => o + _sum[i] / Count)], covariance);
    }

    static void Accumulate(double[] total, Tensor part)
    {
        var values = part.Doubles();
        for (var i = 0; i < total.Length; i++)
            total[i] += values[i];
    }
}
