using Reining.Models;
using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>Gradients by the image against finite differences, in double: whether an attack follows the right slope.</summary>
static class InputGradients
{
    // Small, so that hardly a ReLU changes sides between the two points.
    const double Step = 1e-6;

    /// <summary>The largest relative error over the images, of the margin, the distance to the component and the reconstruction error,
    /// each along one random direction.</summary>
    /// <param name="model">Is in double afterwards.</param>
    /// <param name="classifier">Made of it.</param>
    /// <param name="images">(B, 1, 28, 28).</param>
    /// <param name="seed">Of the direction.</param>
    internal static double Error(GaussianMixtureVae model, SelectiveClassifier classifier, Tensor images, ulong seed)
    {
        using var scope = NewDisposeScope();
        model.to(float64);
        using var random = new Generator(seed);
        var x = images.to(float64);
        var direction = randn(x.shape, dtype: float64, generator: random);
        direction /= direction.flatten(1).square().sum(1).sqrt().view(-1, 1, 1, 1);
        return Quantities(model, classifier).Max(q => Error(q, x, direction));
    }

    static IEnumerable<Func<Tensor, Tensor>> Quantities(GaussianMixtureVae model, SelectiveClassifier classifier)
    {
        yield return x => classifier.Scores(x).topk(2, 1).values is var best ? best.select(1, 0) - best.select(1, 1) : best; // margin
        yield return x => model.SquaredDistances(model.Encode(x)).amin([1]).sqrt();
        yield return x => (x - model.Decode(model.Encode(x))).square().flatten(1).sum(1).sqrt();
    }

    static double Error(Func<Tensor, Tensor> quantity, Tensor images, Tensor direction)
    {
        using var scope = NewDisposeScope();
        Tensor gradient;
        using (enable_grad())
        {
            var leaf = images.detach().requires_grad_(true);
            gradient = Gradients.Of(quantity(leaf).sum(), leaf, nameof(InputGradients));
        }
        using var noGradients = no_grad();
        var slope = (gradient * direction).flatten(1).sum(1); // (B,)
        var measured = (quantity(images + Step * direction) - quantity(images - Step * direction)) / (2 * Step);
        return ((slope - measured).abs() / gradient.flatten(1).square().sum(1).sqrt().clamp(min: 1e-12)).max().ToDouble();
    }
}
