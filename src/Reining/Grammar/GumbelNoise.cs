using Reining.Data;

namespace Reining.Grammar;

/// <summary>Standard Gumbel numbers −log(−log u): the largest of logits + noise is a sample of their softmax.</summary>
/// <param name="seed">Decides the sequence.</param>
public sealed class GumbelNoise(ulong seed)
{
    SplitMix64 _random = new(seed);

    /// <summary>The next number.</summary>
    public double Next()
    {
        var uniform = ((_random.Next() >> 11) + 0.5) * (1.0 / (1L << 53)); // in (0, 1), both ends excluded
        return -Math.Log(-Math.Log(uniform));
    }
}
