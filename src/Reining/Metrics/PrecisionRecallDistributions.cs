using Reining.Densities;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>Precision and recall of a distribution of generated features (Sajjadi et al. 2018; fact sheet rae.md §6).</summary>
/// <remarks>
/// Real and generated features are clustered together; with the shares p and q of the clusters in the two sets, the curve is
/// precision(t) = Σ min(t·p, q), recall(t) = precision(t)/t over slopes t, averaged over several clusterings. A set and itself: (1, 1).
/// The sets have to be of one size, as in the authors' code, since cluster shares have a bias by the count.
/// </remarks>
/// <param name="F8">Highest F_8 along the curve: weighs recall eight times, so ≈ coverage; 0 … 1.</param>
/// <param name="FOneEighth">Highest F_{1/8}: ≈ quality; 0 … 1.</param>
/// <param name="Precision">Of the curve, by ascending slope.</param>
/// <param name="Recall">Of the curve, by ascending slope.</param>
public sealed record PrecisionRecallDistributions(double F8, double FOneEighth, double[] Precision, double[] Recall)
{
    const double Edge = 1e-10; // the slopes 0 and ∞ are left out

    /// <summary>Measures two sets of features.</summary>
    /// <param name="real">(N, d).</param>
    /// <param name="generated">(N, d); the two together with at least as many distinct rows as there are clusters.</param>
    /// <param name="options">Defaults: <see cref="PrecisionRecallOptions"/>.</param>
    /// <exception cref="ArgumentException">Shapes that differ, values that are not finite, or too few distinct rows.</exception>
    public static PrecisionRecallDistributions Between(Tensor real, Tensor generated, PrecisionRecallOptions? options = null)
    {
        const string Operation = "PrecisionRecallDistributions.Between";
        options ??= new PrecisionRecallOptions();
        using var scope = NewDisposeScope();
        var a = Gaussians.Codes(real, Operation, what: "features");
        var b = Gaussians.Codes(generated, Operation, a.shape[1], "features");
        if (a.shape[0] != b.shape[0])
            throw new ArgumentException(
                $"{Operation}: expected sets of one size, got {Shape.Text(real)} and {Shape.Text(generated)}; " +
                "draw as many samples as there are real images.");
        var both = PointRows.Of(cat([a, b])); // (2N, d)
        var precision = new double[options.Angles];
        var recall = new double[options.Angles];
        for (var run = 0; run < options.Runs; run++)
        {
            var labels = MiniBatchKMeans.Labels(both, options.Clusters, unchecked(options.Seed + 1_000_003 * run));
            var (p, r) = Curve(
                Shares(labels.AsSpan(0, labels.Length / 2), options.Clusters),
                Shares(labels.AsSpan(labels.Length / 2), options.Clusters),
                options.Angles);
            for (var i = 0; i < p.Length; i++)
                (precision[i], recall[i]) = (precision[i] + p[i] / options.Runs, recall[i] + r[i] / options.Runs);
        }
        return new PrecisionRecallDistributions(Highest(precision, recall, 8), Highest(precision, recall, 1.0 / 8), precision, recall);
    }

    /// <summary>The curve of two discrete distributions.</summary>
    /// <param name="real">Shares of the states in the real set, ≥ 0, sum 1.</param>
    /// <param name="generated">The same for the generated set.</param>
    /// <param name="angles">Points of the curve.</param>
    internal static (double[] Precision, double[] Recall) Curve(double[] real, double[] generated, int angles)
    {
        var precision = new double[angles];
        var recall = new double[angles];
        for (var i = 0; i < angles; i++)
        {
            var share = angles == 1 ? 0.5 : (double)i / (angles - 1);
            var slope = Math.Tan(Edge + share * (Math.PI / 2 - 2 * Edge));
            var overlap = real.Zip(generated, (p, q) => Math.Min(slope * p, q)).Sum();
            (precision[i], recall[i]) = (Math.Min(1, overlap), Math.Min(1, overlap / slope)); // rounding may exceed 1
        }
        return (precision, recall);
    }

    /// <summary>The highest F_β = (1 + β²)·P·R/(β²·P + R) of a curve; a point without precision and recall has 0.</summary>
    internal static double Highest(double[] precision, double[] recall, double beta) =>
        precision.Zip(recall, (p, r) => p + r > 0 ? (1 + beta * beta) * p * r / (beta * beta * p + r) : 0).Max();

    static double[] Shares(ReadOnlySpan<int> labels, int clusters)
    {
        var shares = new double[clusters];
        foreach (var label in labels)
            shares[label] += 1.0 / labels.Length;
        return shares;
    }
}
