using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>Where an attack asked for its loss, for each image in order, and what it was told.</summary>
sealed class AttackTrace : IDisposable
{
    readonly Dictionary<long, List<(Tensor Point, double Loss)>> _paths = [];

    public void Add(ReadOnlySpan<long> images, Tensor points, Tensor losses)
    {
        using var scope = NewDisposeScope();
        var values = losses.to(float64).Doubles();
        for (var i = 0; i < images.Length; i++)
        {
            if (!_paths.TryGetValue(images[i], out var path))
                _paths[images[i]] = path = [];
            path.Add((points[i].clone().DetachFromDisposeScope(), values[i]));
        }
    }

    /// <summary>Images that were asked about.</summary>
    public IEnumerable<long> Images => _paths.Keys;

    /// <summary>The points of an image, (T, C, H, W).</summary>
    public Tensor Points(long image) => stack(_paths[image].Select(p => p.Point));

    /// <summary>The losses of an image in order.</summary>
    public IReadOnlyList<double> Losses(long image) => [.. _paths[image].Select(p => p.Loss)];

    public void Dispose()
    {
        foreach (var (point, _) in _paths.Values.SelectMany(p => p))
            point.Dispose();
    }
}
