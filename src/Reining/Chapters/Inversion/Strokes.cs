using static TorchSharp.torch;

namespace Reining.Chapters.Inversion;

/// <summary>A digit that somebody draws: lines from point to point on a square of 28×28 pixels.</summary>
public static class Strokes
{
    const int Side = 28;

    /// <summary>The picture of strokes, (1, 1, 28, 28), white on black with soft edges.</summary>
    /// <param name="strokes">Each a list of at least two points (x, y) in pixels, from the upper left corner.</param>
    /// <param name="width">Width of the pen in pixels.</param>
    /// <exception cref="ArgumentException">No stroke, or one with fewer than two points.</exception>
    public static Tensor Draw(IReadOnlyList<(double X, double Y)[]> strokes, double width = 2.4)
    {
        ArgumentNullException.ThrowIfNull(strokes);
        if (strokes.Count == 0 || strokes.Any(s => s.Length < 2))
            throw new ArgumentException("Strokes.Draw: expected strokes of at least two points, got a shorter one or none.");
        using var scope = NewDisposeScope();
        var x = arange(Side, dtype: float64).expand(Side, Side); // centers of pixels
        var y = x.t();
        var nearest = full([Side, Side], double.PositiveInfinity, dtype: float64);
        foreach (var (from, to) in strokes.SelectMany(s => s.Zip(s.Skip(1))))
        {
            var (dx, dy) = (to.X - from.X, to.Y - from.Y);
            var along = (((x - from.X) * dx + (y - from.Y) * dy) / Math.Max(dx * dx + dy * dy, 1e-9)).clamp(0, 1);
            var distance = ((x - from.X - along * dx).square() + (y - from.Y - along * dy).square()).sqrt();
            nearest = minimum(nearest, distance);
        }
        return (width / 2 + 0.5 - nearest).clamp(0, 1).to(float32).view(1, 1, Side, Side).MoveToOuterDisposeScope();
    }
}
