using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>What an attack may do to an image: change it by at most ε in a norm, within [0, 1].</summary>
/// <param name="Norm">How the change is measured.</param>
/// <param name="Epsilon">ε, above 0, in units of the pixels' range.</param>
public sealed record ThreatModel(PerturbationNorm Norm, double Epsilon)
{
    /// <summary>ε.</summary>
    public double Epsilon { get; init => field = Options.Positive(value, nameof(Epsilon)); } = Options.Positive(Epsilon, nameof(Epsilon));

    /// <summary>Brings changed images back: the change is shortened to ε, then pixels are cut to [0, 1],
    /// which only shortens it further.</summary>
    /// <param name="changed">(N, C, H, W).</param>
    /// <param name="images">Those they were made from, in [0, 1].</param>
    public Tensor Project(Tensor changed, Tensor images)
    {
        using var scope = NewDisposeScope();
        var change = changed - images; // (N, C, H, W)
        var allowed = Norm == PerturbationNorm.LInfinity
            ? change.clamp(-Epsilon, Epsilon)
            : change * (Epsilon / Lengths(change).clamp(min: Epsilon));
        return (images + allowed).clamp(0, 1).MoveToOuterDisposeScope();
    }

    /// <summary>The change of length 1 along which a loss rises fastest; zero where the gradient is.</summary>
    /// <param name="gradient">Of the loss, (N, C, H, W).</param>
    public Tensor Direction(Tensor gradient)
    {
        using var scope = NewDisposeScope();
        if (Norm == PerturbationNorm.LInfinity)
            return gradient.sign().MoveToOuterDisposeScope();
        var largest = gradient.abs().amax([1, 2, 3], keepdim: true); // (N, 1, 1, 1)
        // squares of the gradients of a softmax that is nearly sure would be 0
        var scaled = gradient / largest.masked_fill(largest == 0, 1);
        return (scaled / Lengths(scaled).clamp(min: 1)).MoveToOuterDisposeScope();
    }

    /// <summary>Images drawn evenly from those that ε permits, before pixels are cut to [0, 1].</summary>
    /// <param name="images">(N, C, H, W) in [0, 1].</param>
    /// <param name="random">On the CPU, whatever the device of the images.</param>
    public Tensor Draw(Tensor images, Generator random)
    {
        using var scope = NewDisposeScope();
        Tensor change;
        if (Norm == PerturbationNorm.LInfinity)
        {
            change = rand(images.shape, generator: random).mul_(2).sub_(1); // (N, C, H, W)
        }
        else
        {
            var normal = randn(images.shape, generator: random);
            var radii = rand([images.shape[0], 1, 1, 1], generator: random).pow(1.0 / images[0].numel()); // (N, 1, 1, 1)
            change = normal / Lengths(normal) * radii;
        }
        return Project(images + Epsilon * change.to(images.dtype, images.device), images).MoveToOuterDisposeScope();
    }

    /// <summary>How far images were changed.</summary>
    /// <returns>(N,), in units of the pixels' range.</returns>
    public Tensor Distances(Tensor changed, Tensor images)
    {
        using var scope = NewDisposeScope();
        var change = changed - images;
        return (Norm == PerturbationNorm.LInfinity ? change.abs().amax([1, 2, 3]) : Lengths(change).flatten())
            .MoveToOuterDisposeScope(); // (N,)
    }

    static Tensor Lengths(Tensor change) => change.square().sum([1, 2, 3], keepdim: true).sqrt(); // (N, 1, 1, 1)
}
