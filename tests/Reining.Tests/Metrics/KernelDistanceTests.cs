using System.Text.Json;
using Reining.Densities;
using Reining.Metrics;
using static TorchSharp.torch;

namespace Reining.Tests.Metrics;

public class KernelDistanceTests
{
    static double[][] Random(int count, int dimensions, ulong seed, double shift = 0)
    {
        using var scope = NewDisposeScope();
        return (randn(count, dimensions, dtype: float64, generator: new Generator(seed, CPU)) + shift).data<double>()
            .ToArray().Chunk(dimensions).ToArray();
    }

    static Tensor Matrix(double[][] rows) => tensor(rows.SelectMany(r => r).ToArray(), [rows.Length, rows[0].Length]);

    /// <summary>The unbiased estimate by its definition: loops over all pairs.</summary>
    static double Direct(double[][] a, double[][] b, Func<double[], double[], double> k)
    {
        double Within(double[][] x) =>
            Enumerable.Range(0, x.Length)
                .Sum(i => Enumerable.Range(0, x.Length).Where(j => j != i).Sum(j => k(x[i], x[j]))) / (x.Length * (x.Length - 1.0));
        return Within(a) + Within(b) - 2 * a.Sum(p => b.Sum(q => k(p, q))) / ((double)a.Length * b.Length);
    }

    static double Cubic(double[] a, double[] b) => Math.Pow(a.Zip(b, (x, y) => x * y).Sum() / a.Length + 1, 3);

    static double Multiquadratic(double[] a, double[] b)
    {
        var square = a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();
        return new[] { 0.1, 0.2, 0.5, 1, 2, 5, 10 }.Sum(s => 2 * a.Length * s / (2 * a.Length * s + square));
    }

    [Fact]
    public void GivenFourNumbers_WhenMeasured_ThenTheKernelDistanceIsTheHandWorkedOne()
    {
        // d = 1: k = (ab + 1)³. {0, 1}: k(0, 1) = 1. {1, 2}: k(1, 2) = 27. Across: 1, 1, 8, 27, mean 37/4.
        using var scope = NewDisposeScope();
        var actual = KernelDistance.Between(Matrix([[0], [1]]), Matrix([[1], [2]]));
        Assert.Equal(1 + 27 - 2 * 37 / 4.0, actual.Value, 1e-12);
        Assert.Equal((null, 1, 2L, 2L), (actual.StandardError, actual.Blocks, actual.FirstCount, actual.SecondCount));
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(31, 18)]
    public void GivenRandomSets_WhenMeasuredInOneBlock_ThenBothDistancesAreTheDoubleLoops(int n, int m)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Random(n, 5, 1), Random(m, 5, 2, 0.3));
        Assert.Equal(Direct(a, b, Cubic), KernelDistance.Between(Matrix(a), Matrix(b)).Value, 1e-10);
        Assert.Equal(Direct(a, b, Multiquadratic), Mmd.Between(Matrix(a), Matrix(b)).Value, 1e-12);
    }

    [Fact]
    public void GivenBlocks_WhenMeasured_ThenTheValueIsTheMeanOfUnbiasedEstimatesNearTheFullOne()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Matrix(Random(1000, 4, 1)), Matrix(Random(1030, 4, 2, 0.5)));
        var full = KernelDistance.Between(a, b, long.MaxValue);
        var blocks = KernelDistance.Between(a, b, 100);
        Assert.Equal((1, 10), (full.Blocks, blocks.Blocks));
        Assert.InRange(blocks.Value, full.Value - 4 * blocks.StandardError!.Value, full.Value + 4 * blocks.StandardError.Value);
        Assert.Equal(blocks, KernelDistance.Between(a, b, 100));
        Assert.NotEqual(blocks.Value, KernelDistance.Between(a, b, 100, seed: 1).Value);
        Assert.Equal(blocks, JsonSerializer.Deserialize<MmdEstimate>(JsonSerializer.Serialize(blocks)));
    }

    [Fact]
    public void GivenManySmallPairsOfOneDistribution_WhenMeasured_ThenTheMeanIsZeroWithinItsError()
    {
        // Unbiased: with the diagonal kept, the mean would be about +2/n·E k(a, a), far outside.
        using var scope = NewDisposeScope();
        var (a, b) = (randn(4000, 3, generator: new Generator(1, CPU)), randn(4000, 3, generator: new Generator(2, CPU)));
        foreach (var estimate in new[] { KernelDistance.Between(a, b, 10), Mmd.Between(a, b, 10) })
        {
            Assert.Equal(400, estimate.Blocks);
            Assert.InRange(estimate.Significance!.Value, -4, 4);
        }
    }

    [Fact]
    public void GivenCodes_WhenHeldAgainstAPrior_ThenAMatchIsInsignificantAndAShrunkPosteriorIsNot()
    {
        using var scope = NewDisposeScope();
        var (prior, codes) = (new StandardNormal(4), randn(3000, 4, generator: new Generator(7, CPU)));
        Assert.InRange(Mmd.Between(codes, prior, seed: 1, blockSize: 300).Significance!.Value, -4, 4);
        var shrunk = Mmd.Between(0.7 * codes, prior, seed: 1, blockSize: 300);
        Assert.True(shrunk.Significance > 6, $"{shrunk}");
        Assert.Equal(shrunk, Mmd.Between(0.7 * codes, prior.Sample(3000, 1), blockSize: 300, seed: 1));
    }

    [Fact]
    public void GivenUnfitSets_WhenMeasured_ThenTheMessageSaysWhy()
    {
        using var scope = NewDisposeScope();
        Refusal.Of<ArgumentException>(() => KernelDistance.Between(ones(5, 3), ones(5, 2)), "expected features (N, 3), got 5x2");
        Refusal.Of<ArgumentException>(() => Mmd.Between(ones(1, 3), ones(5, 3)), "at least 2 rows of codes in each set, got 1 and 5");
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelDistance.Between(ones(5, 3), ones(5, 3), blockSize: 1));
    }
}
