using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>The Fréchet distance between real images and other real images: what a perfect model would score.</summary>
/// <param name="Median">Median over repeats, in units of the features squared.</param>
/// <param name="Minimum">Smallest of the repeats.</param>
/// <param name="Maximum">Largest of the repeats.</param>
/// <param name="Count">Images on each side.</param>
/// <param name="Repeats">Random draws.</param>
public sealed record RealFloor(double Median, double Minimum, double Maximum, long Count, int Repeats)
{
    /// <summary>Floor within one set: random disjoint halves against each other.</summary>
    /// <param name="features">(N, d), N ≥ 4; an odd one is left out of each draw.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="repeats">Random halvings, at least 1.</param>
    /// <exception cref="ArgumentException">Too few features or wrong shape.</exception>
    public static RealFloor Halves(Tensor features, int seed, int repeats = 5)
    {
        var count = Rows(features, nameof(Halves)) / 2;
        return Repeat(nameof(Halves), count, seed, repeats, generator =>
        {
            var order = randperm(features.shape[0], generator: generator);
            return (Select(features, order.narrow(0, 0, count)), Select(features, order.narrow(0, count, count)));
        });
    }

    /// <summary>Floor between two sets, such as training and test split, at equal counts.</summary>
    /// <param name="first">(N, d).</param>
    /// <param name="second">(M, d).</param>
    /// <param name="count">Features drawn without replacement from each side, 2 … min(N, M).</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="repeats">Random draws, at least 1.</param>
    /// <exception cref="ArgumentException">Too few features or wrong shape.</exception>
    public static RealFloor Between(Tensor first, Tensor second, long count, int seed, int repeats = 5)
    {
        var available = Math.Min(Rows(first, nameof(Between)), Rows(second, nameof(Between)));
        if (count > available)
            throw new ArgumentException(
                $"RealFloor.Between: expected a count of at most {available}, the smaller set, got {count}; " +
                "equal counts are drawn without replacement.");
        return Repeat(nameof(Between), count, seed, repeats, generator =>
            (Select(first, randperm(first.shape[0], generator: generator).narrow(0, 0, count)),
             Select(second, randperm(second.shape[0], generator: generator).narrow(0, 0, count))));
    }

    static RealFloor Repeat(string operation, long count, int seed, int repeats, Func<Generator, (Tensor, Tensor)> draw)
    {
        if (count < 2)
            throw new ArgumentException(
                $"RealFloor.{operation}: expected at least 2 features on each side, got {count}; pass more images.");
        if (repeats < 1)
            throw new ArgumentOutOfRangeException(
                nameof(repeats), repeats, $"RealFloor.{operation}: expected at least 1 repeat, got {repeats}.");
        using var generator = new Generator(unchecked((ulong)seed), CPU);
        var distances = new double[repeats];
        for (var i = 0; i < repeats; i++)
        {
            using var scope = NewDisposeScope();
            var (a, b) = draw(generator);
            distances[i] = FrechetDistance.Between(a, b);
        }
        Array.Sort(distances);
        var median = (distances[(repeats - 1) / 2] + distances[repeats / 2]) / 2;
        return new RealFloor(median, distances[0], distances[^1], count, repeats);
    }

    static long Rows(Tensor features, string operation) => features.ndim == 2
        ? features.shape[0]
        : throw new ArgumentException(
            $"RealFloor.{operation}: expected features (N, d), got {Shape.Text(features)}; pass the images through an extractor first.");

    static Tensor Select(Tensor features, Tensor rows) => features.index_select(0, rows.to(features.device));
}
