using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>Maps images to the feature vectors on which distances between image sets are measured.</summary>
public interface IFeatureExtractor
{
    /// <summary>Name for tables; a distance is stated together with it.</summary>
    string Name { get; }

    /// <summary>Length of a feature vector.</summary>
    long Dimensions { get; }

    /// <summary>Features of one mini-batch.</summary>
    /// <param name="images">(N, C, H, W) in [0, 1].</param>
    /// <returns>(N, <see cref="Dimensions"/>); owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">A shape the extractor was not made for.</exception>
    Tensor Features(Tensor images);
}
