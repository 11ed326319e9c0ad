using static TorchSharp.torch;

namespace Reining.Data;

/// <summary>
/// A mixture of 25 Gaussians on a square grid in the plane, whose modes are known (Dumoulin et al., arXiv 1606.00704). A point is kept as
/// an image of one pixel: its red and green are the two coordinates, its blue is always the same.
/// </summary>
public static class GaussianGrid
{
    /// <summary>Components.</summary>
    public const int Components = Across * Across;

    const int Across = 5, First = 32, Step = 48, Blue = 128, Top = 255;
    const double Deviation = 2.5; // in levels of a byte, as centers and steps

    /// <summary>Points as images (3, 1, 1), labeled by component.</summary>
    /// <param name="count">How many, above 0.</param>
    /// <param name="seed">Decides which.</param>
    public static LabeledImages Of(int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Torch.TorchRuntime.Load();
        using var scope = NewDisposeScope();
        using var random = new Generator(seed);
        var component = randint(0, Components, [count], dtype: int64, generator: random); // (n)
        var centers = stack([component.div(Across, RoundingMode.floor), component.remainder(Across)], 1) * Step + First; // (n, 2)
        var points = (centers + Deviation * randn(count, 2, generator: random)).round().clamp(0, Top).to(uint8);
        var pixels = cat([points, full([count, 1], Blue, uint8)], 1);
        return new(
            "25 Gaussians", pixels.contiguous().bytes.ToArray(), component.to(uint8).bytes.ToArray(), 3, 1, 1,
            [.. Enumerable.Range(0, Components).Select(i => $"component {i}")]);
    }

    /// <summary>How many of the points lie within three standard deviations of each component's center.</summary>
    /// <param name="images">Points as images (N, 3, 1, 1) in [0, 1].</param>
    public static IReadOnlyList<long> Hits(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        Torch.Shape.Expect(images, nameof(GaussianGrid), -1, 3, 1, 1);
        using var scope = NewDisposeScope();
        var points = images.detach().flatten(1).narrow(1, 0, 2) * Top; // (N, 2)
        var nearest = ((points - First) / Step).round().clamp(0, Across - 1);
        var near = (points - (nearest * Step + First)).square().sum(dim: 1).sqrt() <= 3 * Deviation; // (N)
        var component = (nearest.select(1, 0) * Across + nearest.select(1, 1)).to(int64).masked_select(near);
        return [.. component.bincount(null, Components).data<long>()];
    }
}
