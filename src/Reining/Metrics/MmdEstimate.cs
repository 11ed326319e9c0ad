using System.Text.Json.Serialization;
using Reining.Densities;
using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>An unbiased estimate of a squared maximum mean discrepancy (Gretton et al. 2012) as the mean over disjoint blocks.</summary>
/// <param name="Value">The estimate; 0 in expectation for equal distributions, and then often below 0.</param>
/// <param name="StandardError">Of <paramref name="Value"/>, from the spread of the blocks; null for a single block.</param>
/// <param name="Blocks">Disjoint random blocks that all rows of both sets were divided into.</param>
/// <param name="FirstCount">Rows of the first set.</param>
/// <param name="SecondCount">Rows of the second set.</param>
public sealed record MmdEstimate(double Value, double? StandardError, int Blocks, long FirstCount, long SecondCount)
{
    /// <summary>Rows of a block unless said otherwise, as in the published kernel distance.</summary>
    public const long DefaultBlockSize = 1000;

    /// <summary>Value divided by its standard error; null for a single block.</summary>
    [JsonIgnore]
    public double? Significance => Value / StandardError;

    /// <summary>mean over blocks of: mean k(a, a′) over a ≠ a′ + mean k(b, b′) over b ≠ b′ − 2 mean k(a, b).</summary>
    internal static MmdEstimate Of(
        Tensor first, Tensor second, Func<Tensor, Tensor, Tensor> kernel, long blockSize, int seed, string operation, string what)
    {
        using var scope = NewDisposeScope();
        var a = Gaussians.Codes(first, operation, what: what);
        var b = Gaussians.Codes(second, operation, a.shape[1], what);
        var (n, m) = (a.shape[0], b.shape[0]);
        if (Math.Min(n, m) < 2)
            throw new ArgumentException(
                $"{operation}: expected at least 2 rows of {what} in each set, got {n} and {m}; pass more samples.");
        if (blockSize < 2)
            throw new ArgumentOutOfRangeException(
                nameof(blockSize), blockSize,
                $"{operation}: expected blocks of at least 2 rows, got {blockSize}; {DefaultBlockSize} is usual.");
        var blocks = Math.Max(1, Math.Min(n, m) / blockSize);
        using var generator = new Generator(unchecked((ulong)seed), CPU);
        var (orderA, orderB) = (randperm(n, generator: generator), randperm(m, generator: generator));
        var values = new double[blocks];
        for (var i = 0L; i < blocks; i++)
        {
            using var block = NewDisposeScope();
            values[i] = Unbiased(Part(a, orderA, i, blocks), Part(b, orderB, i, blocks), kernel);
        }
        var value = values.Average();
        var error = blocks == 1 ? default(double?) : Math.Sqrt(values.Sum(v => (v - value) * (v - value)) / (blocks - 1) / blocks);
        return new MmdEstimate(value, error, (int)blocks, n, m);
    }

    static Tensor Part(Tensor rows, Tensor order, long block, long blocks)
    {
        var (start, end) = (block * rows.shape[0] / blocks, (block + 1) * rows.shape[0] / blocks);
        return rows.index_select(0, order.narrow(0, start, end - start));
    }

    static double Unbiased(Tensor a, Tensor b, Func<Tensor, Tensor, Tensor> kernel)
    {
        return Within(a) + Within(b) - 2 * kernel(a, b).mean().item<double>();

        double Within(Tensor x)
        {
            using var scope = NewDisposeScope();
            var (k, n) = (kernel(x, x), x.shape[0]); // (n, n)
            return (k.sum() - k.diagonal().sum()).item<double>() / (n * (n - 1.0));
        }
    }
}
