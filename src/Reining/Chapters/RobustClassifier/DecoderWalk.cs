using Reining.Attacks;
using Reining.Models;
using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>
/// A4, the decoder walk (fact sheet robust-gmvae.md §5.3): an image is blended with a decoded image of another class, more and more, until
/// it is accepted as that class. The decoded image is that of the class's mean, or of the code near the mean whose image is nearest.
/// <code>
/// x' = x + a (g(z) − x),   z = μ_t  or  argmin ‖x − g(z)‖² + λ‖z − μ_t‖²,   smallest a
/// </code>
/// </summary>
/// <param name="model">In evaluation mode.</param>
/// <param name="classifier">Made of it, calibrated.</param>
sealed class DecoderWalk(GaussianMixtureVae model, SelectiveClassifier classifier)
{
    const int Levels = 20, Halvings = 8;

    /// <summary>The L2 distance of the nearest blend that is accepted as a wrong class, over all classes.</summary>
    /// <param name="images">(N, C, H, W).</param>
    /// <param name="labels">(N,), int64.</param>
    /// <returns>(N,), float64; 0 for what is wrong already, infinite where no blend is accepted.</returns>
    public Tensor Distances(Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var best = full([images.shape[0]], double.PositiveInfinity, dtype: float64);
        var means = nn.functional.pad(model.Means, [0, model.Settings.StyleSize]); // (K, d + style)
        for (var k = 0L; k < means.shape[0]; k++)
        {
            using var one = NewDisposeScope();
            var mean = means.narrow(0, k, 1).expand(images.shape[0], -1); // (N, d + style)
            var (_, near) = new Reclassifier(model, model.Settings.ClusterWeight).Descend(images, mean, mean);
            foreach (var code in new[] { mean, near })
            {
                var found = Walk(images, model.Decode(code), k).masked_fill(labels == k, double.PositiveInfinity);
                best.copy_(minimum(best, found));
            }
        }
        var already = new Untargeted(labels).Reached(classifier.Decide(images));
        return best.masked_fill(already, 0).MoveToOuterDisposeScope();
    }

    // The first of rising blends that is accepted as the class, then back by bisection.
    Tensor Walk(Tensor images, Tensor ends, long target)
    {
        using var scope = NewDisposeScope();
        var ways = ends - images; // (N, C, H, W)
        var high = full([images.shape[0], 1, 1, 1], double.PositiveInfinity, dtype: images.dtype);
        for (var level = 1; level <= Levels; level++)
        {
            var share = level / (double)Levels;
            var accepted = Accepted(full_like(high, share)).logical_and(high.isinf());
            high = where(accepted, full_like(high, share), high);
        }
        var none = high.isinf();
        high = where(none, ones_like(high), high);
        var low = high - 1.0 / Levels;
        for (var halving = 0; halving < Halvings; halving++)
        {
            var middle = (low + high) / 2;
            var accepted = Accepted(middle);
            (low, high) = (where(accepted, low, middle), where(accepted, middle, high));
        }
        var distances = (high * ways).to(float64).square().flatten(1).sum(1).sqrt();
        return distances.masked_fill(none.flatten(), double.PositiveInfinity).MoveToOuterDisposeScope();

        Tensor Accepted(Tensor share) =>
            (classifier.Decide((images + share * ways).clamp(0, 1)) == target).view(-1, 1, 1, 1);
    }
}
