using Reining.Data;
using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// Random numbers that are functions of (seed, image, stream): what an image gets depends on no other image, so results are the same
/// however a set is split into batches. Drawn on the CPU, whatever the device.
/// </summary>
readonly struct ImageRandom(ulong seed)
{
    const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>64 random bits.</summary>
    /// <param name="image">Index in the attack's call.</param>
    /// <param name="stream">Which draw.</param>
    public ulong Bits(long image, long stream) =>
        SplitMix64.Mix(SplitMix64.Mix(seed + Gamma * (ulong)(image + 1)) + Gamma * (ulong)(stream + 1));

    /// <summary>A generator of one image's own.</summary>
    public SplitMix64 Generator(long image, long stream) => new(Bits(image, stream));

    /// <summary>In [0, 1), of the shape and type of <paramref name="like"/> (B, …).</summary>
    public Tensor Uniform(ReadOnlySpan<long> images, long stream, Tensor like) => Draw(images, stream, like, normal: false);

    /// <summary>Standard normal, of the shape and type of <paramref name="like"/> (B, …).</summary>
    public Tensor Normal(ReadOnlySpan<long> images, long stream, Tensor like) => Draw(images, stream, like, normal: true);

    Tensor Draw(ReadOnlySpan<long> images, long stream, Tensor like, bool normal)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(0, CPU);
        var shape = like.shape;
        var result = empty(shape, float32);
        for (var i = 0; i < images.Length; i++)
        {
            generator.manual_seed((long)(Bits(images[i], stream) >> 1));
            var row = normal ? randn(shape.AsSpan(1), float32, generator: generator) : rand(shape.AsSpan(1), float32, generator: generator);
            result.select(0, i).copy_(row);
        }
        return result.to(like.dtype, like.device).MoveToOuterDisposeScope();
    }
}
