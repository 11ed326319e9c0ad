using Reining.Attacks;
using Reining.Models;
using Reining.Numerics;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>
/// Classifies what was rejected by the decoder alone (fact sheet robust-gmvae.md §3): from the mean of every component a code is moved
/// until the decoded image is nearest to the one given; the best of the K codes tells the class. All images and starts at once, nothing
/// random.
/// <code>
/// minimize ‖x − g(z)‖² + w‖z − μ_k‖²   by Adam from z = μ_k
/// </code>
/// A style code begins at zero and is free.
/// </summary>
/// <param name="model">In evaluation mode.</param>
/// <param name="priorWeight">w; 0 for the plain form, where the class is that of the component nearest to the best code.</param>
public sealed class Reclassifier(GaussianMixtureVae model, double priorWeight)
{
    const double Rate = 0.05, FirstDecay = 0.9, SecondDecay = 0.999, Safe = 1e-8;
    const long ImagesAtOnce = 100;

    /// <summary>Steps of Adam.</summary>
    public int Steps { get; init => field = Options.Positive(value, nameof(Steps)); } = 100;

    /// <summary>Classifies images.</summary>
    /// <param name="images">(N, C, H, W).</param>
    /// <param name="thresholds">Of the distance to each class's mean, (K,): what ends further away is rejected.</param>
    /// <returns>(N,), int64: the class whatever the distance; and the decision with rejection.</returns>
    public (Tensor Classes, Tensor Decisions) Classify(Tensor images, Tensor thresholds)
    {
        using var scope = NewDisposeScope();
        var found = MiniBatches.Map(images, x => Search(x, thresholds), ImagesAtOnce); // (N, 2)
        return (found.select(1, 0).MoveToOuterDisposeScope(), found.select(1, 1).MoveToOuterDisposeScope());
    }

    /// <summary>The search of one start.</summary>
    /// <param name="images">(B, C, H, W).</param>
    /// <param name="starts">Codes (B, d + style).</param>
    /// <param name="means">What the prior pulls towards, (B, d + style).</param>
    /// <param name="unrolled">Whether the result can be differentiated by the images, through all steps: what an attack on the whole chain
    /// follows.</param>
    /// <returns>Objectives (B,) and codes (B, d + style) at the end.</returns>
    internal (Tensor Objectives, Tensor Codes) Descend(Tensor images, Tensor starts, Tensor means, bool unrolled = false)
    {
        using var gradients = enable_grad();
        var z = starts.detach();
        var (first, second) = (zeros_like(z), zeros_like(z));
        for (var step = 1; step <= Steps; step++)
        {
            using var one = NewDisposeScope();
            var leaf = unrolled && step > 1 ? z : z.detach().requires_grad_(true);
            var objective = Objectives(images, leaf, means).sum();
            var g = unrolled ? Gradients.Differentiable(objective, leaf, nameof(Reclassifier))
                : Gradients.Of(objective, leaf, nameof(Reclassifier));
            var m = FirstDecay * first + (1 - FirstDecay) * g;
            var v = SecondDecay * second + (1 - SecondDecay) * g.square();
            // The root's slope at 0 is infinite.
            var move = m / (1 - Math.Pow(FirstDecay, step)) / (v / (1 - Math.Pow(SecondDecay, step)) + Safe * Safe).sqrt();
            (first, second) = (m.MoveToOuterDisposeScope(), v.MoveToOuterDisposeScope());
            z = ((unrolled ? leaf : z) - Rate * move).MoveToOuterDisposeScope();
        }
        if (unrolled)
            return (Objectives(images, z, means), z);
        using var noGradients = no_grad();
        return (Objectives(images, z, means), z);
    }

    Tensor Search(Tensor images, Tensor thresholds)
    {
        using var scope = NewDisposeScope();
        var (b, k) = (images.shape[0], model.Means.shape[0]);
        var (_, objectives, codes) = FromEveryMean(images);
        var best = objectives.view(b, k).argmin(1); // (B,)
        var code = codes.view(b, k, -1).gather(1, best.view(-1, 1, 1).expand(-1, 1, codes.shape[1])).squeeze(1); // (B, d)
        var distances = model.SquaredDistances(code); // (B, K)
        var classes = priorWeight > 0 ? best : distances.argmin(1);
        var near = distances.gather(1, classes.unsqueeze(1)).squeeze(1).sqrt() <= thresholds.index_select(0, classes);
        return stack([classes, where(near, classes, full_like(classes, AttackedModel.Rejected))], 1).MoveToOuterDisposeScope();
    }

    /// <summary>The objective of each class at the end of its search, (B, K), differentiable by the images at the codes that were found:
    /// at a minimum the codes' own change adds nothing (envelope theorem).</summary>
    internal Tensor OfClasses(Tensor images)
    {
        var (starts, _, codes) = FromEveryMean(images.detach());
        var copies = images.repeat_interleave(model.Means.shape[0], 0); // (B·K, C, H, W)
        return Objectives(copies, codes, starts).view(images.shape[0], -1);
    }

    // All starts of an image in a row.
    (Tensor Starts, Tensor Objectives, Tensor Codes) FromEveryMean(Tensor images) // (B·K, d + style), (B·K,), (B·K, d + style)
    {
        var starts = nn.functional.pad(model.Means, [0, model.Settings.StyleSize]).repeat(images.shape[0], 1);
        var (objectives, codes) = Descend(images.repeat_interleave(model.Means.shape[0], 0), starts, starts);
        return (starts, objectives, codes);
    }

    Tensor Objectives(Tensor images, Tensor codes, Tensor means)
    {
        var error = (images - model.Decode(codes)).square().flatten(1).sum(1); // (B,)
        return priorWeight > 0 ? error + priorWeight * (codes - means).narrow(1, 0, model.Means.shape[1]).square().sum(1) : error;
    }
}
