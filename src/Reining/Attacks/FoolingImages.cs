using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// Fooling images (Nguyen et al. 2015): no class at all, and yet accepted as one. Take starts and attack them with a
/// <see cref="Targeted"/> goal and the budget <see cref="Unlimited"/>; those that reach it from the start are accepted noise.
/// </summary>
public static class FoolingImages
{
    /// <summary>Every image of [0, 1].</summary>
    public static ThreatModel Unlimited { get; } = new(PerturbationNorm.LInfinity, 1);

    /// <summary>Images to begin with.</summary>
    /// <param name="kind">How they are made.</param>
    /// <param name="like">(N, C, H, W) in [0, 1]: shape, type and device, and what is shuffled.</param>
    /// <param name="seed">Of all that is random; each image has numbers of its own.</param>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public static Tensor Starts(FoolingStart kind, Tensor like, ulong seed = 1)
    {
        Shape.Expect(like, "FoolingImages.Starts: the images", -1, -1, -1, -1);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var random = new ImageRandom(seed);
        long[] all = [.. Enumerable.Range(0, (int)like.shape[0])];
        return (kind switch
        {
            FoolingStart.Uniform => random.Uniform(all, 0, like),
            FoolingStart.Gaussian => (random.Normal(all, 0, like) / 4 + 0.5).clamp_(0, 1),
            FoolingStart.Constant => random.Uniform(all, 0, like.narrow(1, 0, 1).narrow(2, 0, 1).narrow(3, 0, 1)).expand_as(like).clone(),
            FoolingStart.Shuffled => Shuffle(like, random.Uniform(all, 0, like.narrow(1, 0, 1))),
            _ => throw new ArgumentException($"FoolingImages.Starts: expected a known kind, got {kind}."),
        }).MoveToOuterDisposeScope();
    }

    /// <summary>Whole pixels change places, all channels together.</summary>
    static Tensor Shuffle(Tensor images, Tensor keys) =>
        images.flatten(2).gather(2, keys.flatten(2).argsort(2).expand(-1, images.shape[1], -1)).view_as(images);
}
