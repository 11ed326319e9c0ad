using Reining.Densities;
using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>Improved precision and recall of generated features (Kynkäänniemi et al. 2019), in double.</summary>
/// <remarks>
/// Around each point of a set lies a ball that reaches to its k-th nearest other point of the same set; the balls' union is the set's
/// manifold. Every pair is measured once: 10,000 points of 64 features take seconds. Compare at equal counts.
/// </remarks>
/// <param name="Precision">Share of the generated points that lie in the real ones' manifold: quality.</param>
/// <param name="Recall">Share of the real points that lie in the generated ones' manifold: coverage.</param>
/// <param name="Neighbors">k.</param>
public sealed record ImprovedPrecisionRecall(double Precision, double Recall, int Neighbors)
{
    const long Piece = 500;

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
        var center = a[0]; // far from zero the squares would cost digits
        (a, b) = (a - center, b - center);
        var (radiiA, radiiB) = (Radii(a, neighbors), Radii(b, neighbors)); // (N,), (M,)

        var inReal = zeros(b.shape[0], dtype: ScalarType.Bool); // (M,)
        var inGenerated = new List<Tensor>();
        for (var start = 0L; start < a.shape[0]; start += Piece)
        {
            using var block = NewDisposeScope();
            var count = Math.Min(Piece, a.shape[0] - start);
            var squares = SquaredDistances.Between(a.narrow(0, start, count), b); // (B, M)
            inReal.logical_or_(squares.le(radiiA.narrow(0, start, count).unsqueeze(1)).any(0));
            inGenerated.Add(squares.le(radiiB.unsqueeze(0)).any(1).MoveToOuterDisposeScope());
        }
        return new ImprovedPrecisionRecall(Share(inReal), Share(cat(inGenerated)), neighbors);
    }

    /// <summary>Squared distance of each point to its k-th nearest other one, (N,).</summary>
    static Tensor Radii(Tensor points, int neighbors)
    {
        var radii = empty(points.shape[0], dtype: float64);
        for (var start = 0L; start < points.shape[0]; start += Piece)
        {
            using var block = NewDisposeScope();
            var count = Math.Min(Piece, points.shape[0] - start);
            var squares = SquaredDistances.Between(points.narrow(0, start, count), points); // (B, N)
            squares.narrow(1, start, count).diagonal().fill_(double.PositiveInfinity);
            radii.narrow(0, start, count).copy_(squares.topk(neighbors, 1, largest: false, sorted: false).values.amax(1));
        }
        return radii;
    }

    static double Share(Tensor flags) => flags.to(float64).mean().item<double>();
}
