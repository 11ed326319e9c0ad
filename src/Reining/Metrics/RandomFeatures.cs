using Reining.Numerics;
using Reining.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Metrics;

/// <summary>
/// Features that no training chose: means and deviations, over the picture, of the channels of a fixed random convolutional net, in the
/// first 96 principal directions of real photos, scaled to a total variance of 1. A Fréchet distance of them is none of Inception features.
/// </summary>
sealed class RandomFeatures : IFeatureExtractor, IDisposable
{
    const ulong Seed = 96;
    const int Directions = 96;
    static readonly int[] Widths = [32, 64, 128];

    readonly Conv2d[] _layers;
    readonly Tensor _mean, _directions;

    /// <summary>Finds the directions.</summary>
    /// <param name="photos">Real photos (N, 3, S, S) in [−1, 1].</param>
    public RandomFeatures(Tensor photos)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var random = new Generator(Seed);
        _layers = [.. Widths.Select((w, i) => new Conv2d(i == 0 ? 3 : Widths[i - 1], w, 4, 2, random))];
        var raw = Raw(photos).to(float64); // (N, 448)
        var axes = PrincipalAxes.Of(raw);
        var count = Math.Min(Directions, raw.shape[1]);
        var kept = axes.Variances.narrow(0, 0, count).sum();
        _mean = axes.Mean.DetachFromDisposeScope();
        _directions = (axes.Directions.narrow(0, 0, count).t() / kept.sqrt()).DetachFromDisposeScope(); // (448, 96)
    }

    /// <inheritdoc/>
    public string Name => "random convolutions";

    /// <inheritdoc/>
    public long Dimensions => _directions.shape[1];

    /// <inheritdoc/>
    public Tensor Features(Tensor images) => Of(2 * images - 1);

    /// <summary>Features (N, 96) of pictures (N, 3, S, S) in [−1, 1], in double.</summary>
    public Tensor Of(Tensor pictures)
    {
        using var noGrad = no_grad();
        return (Raw(pictures).to(float64) - _mean).mm(_directions);
    }

    Tensor Raw(Tensor pictures)
    {
        var parts = new List<Tensor>();
        var x = Layout.ChannelsLast(pictures);
        foreach (var layer in _layers)
        {
            x = F.leaky_relu(layer.forward(x), 0.2); // (N, C, H/2, W/2)
            var flat = x.flatten(2);
            parts.Add(flat.mean([2]));
            parts.Add((flat.square().mean([2]) - parts[^1].square() + 1e-6).sqrt());
        }
        return cat(parts, 1);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _mean.Dispose();
        _directions.Dispose();
        foreach (var layer in _layers)
            layer.Dispose();
    }
}
