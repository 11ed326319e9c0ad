using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// From latents to styles: normalized latents, beside them a normalized linear map of the condition vector if there is one, then layers
/// that learn a hundred times slower than the rest (Karras et al. 2019 and 2020).
/// </summary>
sealed class MappingNetwork : Module
{
    const double Rate = 0.01;

    readonly EqualizedLinear? _embedding;
    readonly EqualizedLinear[] _layers;

    /// <summary>Makes the network.</summary>
    /// <param name="latents">Numbers in a latent; 0 for a network of the vector alone.</param>
    /// <param name="vector">Numbers in a condition vector; 0 for none.</param>
    /// <param name="styles">Numbers in a style.</param>
    /// <param name="layers">How many layers.</param>
    /// <param name="random">Random numbers for the weights.</param>
    public MappingNetwork(int latents, int vector, int styles, int layers, Generator random) : base(nameof(MappingNetwork))
    {
        if (vector > 0)
            _embedding = Add("embedding", new EqualizedLinear(vector, styles, random));
        var inputs = latents + (vector > 0 ? styles : 0);
        _layers = [.. Enumerable.Range(0, layers).Select(i =>
            Add($"layer{i}", new EqualizedLinear(i == 0 ? inputs : styles, styles, random, rectified: true, Rate)))];
    }

    /// <summary>Styles (N, w) of latents (N, z) and vectors (N, c); either may be missing where the network has none.</summary>
    public Tensor Styles(Tensor? latents, Tensor? vectors)
    {
        var x = latents is null ? null : Equalized.Normalized(latents);
        if (_embedding is not null)
        {
            var embedded = Equalized.Normalized(_embedding.forward(
                vectors ?? throw new ArgumentException("MappingNetwork: expected a condition vector, got none.")));
            x = x is null ? embedded : cat([x, embedded], 1); // (N, z + w)
        }
        return forward(x ?? throw new ArgumentException("MappingNetwork: expected latents, got none."));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        foreach (var layer in _layers)
            input = layer.forward(input);
        return input;
    }
}
