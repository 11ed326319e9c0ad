using static TorchSharp.torch;

namespace Reining.Densities;

/// <summary>N(0, I): the prior of the VAE and the WAE, sampled with no fit.</summary>
/// <param name="dimensions">d, at least 1.</param>
public sealed class StandardNormal(long dimensions) : IDensity
{
    /// <inheritdoc/>
    public string Name => "N(0, I)";

    /// <inheritdoc/>
    public long Dimensions { get; } = dimensions >= 1
        ? dimensions
        : throw new ArgumentOutOfRangeException(
            nameof(dimensions), dimensions,
            $"StandardNormal: expected at least 1 dimension, got {dimensions}; pass the model's latent size.");

    /// <inheritdoc/>
    public Tensor Sample(long count, int seed)
    {
        using var scope = NewDisposeScope();
        using var generator = Gaussians.SeededGenerator(count, seed, "StandardNormal.Sample");
        return Gaussians.Noise(count, Dimensions, generator).to(float32).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor LogProbability(Tensor z)
    {
        using var scope = NewDisposeScope();
        var codes = Gaussians.Codes(z, "StandardNormal.LogProbability", Dimensions);
        return (-0.5 * (codes.square().sum(1) + Dimensions * Math.Log(2 * Math.PI))).MoveToOuterDisposeScope(); // (N,)
    }
}
