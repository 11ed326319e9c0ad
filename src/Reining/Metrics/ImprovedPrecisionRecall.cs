using Reining.Densities;
using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>Improved precision and recall of generated features (Kynkäänniemi et al. 2019), in double.</summary>
/// <remarks>
/// Around each point of a set lies a ball that reaches to its k-th nearest other point of the same set; the balls' union is the set's
/// manifold. Every pair is measured once: 10,000 points of 64 features take seconds. Sets of the same points, in whatever order, give 1.
/// Compare at equal counts.
/// </remarks>
/// <param name="Precision">Share of the generated points that lie in the real ones' manifold: quality.</param>
/// <param name="Recall">Share of the real points that lie in the generated ones' manifold: coverage.</param>
/// <param name="Neighbors">k.</param>
public sealed record ImprovedPrecisionRecall(double Precision, double Recall, int Neighbors)
{
    /// <summary>Measures two sets of features.</summary>
    /// <param name="real">(N, d), N &gt; k.</param>
    /// <param name="generated">(M, d), M &gt; k.</param>
    /// <param name="neighbors">k, at least 1; 3 in the paper.</param>
    /// <exception cref="ArgumentException">Wrong shapes, values that are not finite, or too few points.</exception>
    public static ImprovedPrecisionRecall Between(Tensor real, Tensor generated, int neighbors = 3)
    {
        const string Operation = "ImprovedPrecisionRecall.Between";
        if (neighbors < 1)
            throw new ArgumentOutOfRangeException(
                nameof(neighbors), neighbors, $"{Operation}: expected at least 1 neighbor, got {neighbors}; 3 is usual.");
        using var scope = NewDisposeScope();
        var a = Gaussians.Codes(real, Operation, what: "features");
        var b = Gaussians.Codes(generated, Operation, a.shape[1], "features");
        if (Math.Min(a.shape[0], b.shape[0]) <= neighbors)
            throw new ArgumentException(
                $"{Operation}: expected more than {neighbors} points in each set, got {a.shape[0]} and {b.shape[0]}; pass more images.");
        var (ofGenerated, ofReal) = NeighborBalls.Reached(new NeighborBalls(a, a[0], neighbors), new NeighborBalls(b, a[0], neighbors));
        return new ImprovedPrecisionRecall(Share(ofGenerated), Share(ofReal), neighbors);
    }

    static double Share(bool[] flags) => flags.Average(reached => reached ? 1.0 : 0);
}
