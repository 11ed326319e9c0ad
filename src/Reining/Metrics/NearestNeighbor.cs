using Reining.Numerics;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>The label of the nearest of known codes, Euclidean, after each dimension was divided by its deviation.</summary>
public static class NearestNeighbor
{
    /// <summary>Share of codes whose nearest known one has their label.</summary>
    /// <param name="known">(N, d).</param>
    /// <param name="knownLabels">(N,), int64.</param>
    /// <param name="codes">(M, d).</param>
    /// <param name="labels">(M,), int64.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit together.</exception>
    public static double Accuracy(Tensor known, Tensor knownLabels, Tensor codes, Tensor labels)
    {
        if (known.ndim != 2 || codes.ndim != 2 || known.shape[1] != codes.shape[1] || known.shape[0] != knownLabels.shape[0] ||
            codes.shape[0] != labels.shape[0])
        {
            throw new ArgumentException(
                "NearestNeighbor.Accuracy: expected codes (N, d) and (M, d) with a label for each, " +
                $"got {Shape.Text(known)}, {Shape.Text(knownLabels)}, {Shape.Text(codes)}, {Shape.Text(labels)}.");
        }
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var scale = known.to(float64).std(0, unbiased: false).clamp_min(1e-6);
        var all = known.to(float64) / scale; // (N, d)
        var nearest = MiniBatches.Map(codes, piece => SquaredDistances.Between(piece.to(float64) / scale, all).argmin(1)); // (M,)
        return (knownLabels.index_select(0, nearest) == labels).to(float64).mean().item<double>();
    }
}
