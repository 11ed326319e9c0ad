using Reining.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Models;

public class MaximumMeanDiscrepancyTests
{
    static readonly double[] Scales = [0.1, 0.2, 0.5, 1, 2, 5, 10];

    static double Kernel(double[] a, double[] b)
    {
        var squared = a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();
        return Scales.Sum(s => 2 * a.Length * s / (2 * a.Length * s + squared));
    }

    /// <summary>The formula of rae.md §2.2, one pair at a time.</summary>
    static double Naive(double[][] z, double[][] p)
    {
        double n = z.Length, within = 0, across = 0;
        for (var i = 0; i < z.Length; i++)
        {
            for (var j = 0; j < z.Length; j++)
            {
                if (i != j)
                    within += Kernel(z[i], z[j]) + Kernel(p[i], p[j]);
                across += Kernel(z[i], p[j]);
            }
        }
        return within / (n * (n - 1)) - 2 * across / (n * n);
    }

    static double[][] Rows(Tensor tensor) => [.. Enumerable.Range(0, (int)tensor.shape[0]).Select(i => tensor[i].data<double>().ToArray())];

    [Theory]
    [InlineData(2, 1, 0, 1)]
    [InlineData(7, 3, 0.5, 2)]
    [InlineData(20, 16, -1, 0.3)]
    [InlineData(9, 128, 0, 30)]
    public void GivenTwoSamples_WhenTheirDistanceIsTaken_ThenItIsTheFormulaPairByPair(int n, int d, double shift, double scale)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        var z = shift + scale * randn([n, d], dtype: ScalarType.Float64, generator: random);
        var p = randn([n, d], dtype: ScalarType.Float64, generator: random);
        Assert.Equal(Naive(Rows(z), Rows(p)), MaximumMeanDiscrepancy.InverseMultiquadratic(z, p).ToDouble(), 1e-11);
        Assert.Equal(
            Naive(Rows(z), Rows(p)),
            MaximumMeanDiscrepancy.InverseMultiquadratic(z.to(ScalarType.Float32), p.to(ScalarType.Float32)).ToDouble(), 2e-5);
    }

    [Fact]
    public void GivenTwoPairsOfPoints_WhenWorkedByHand_ThenItIsThatNumber()
    {
        // d = 1, z = (0, 2), p = (1, 1): within pairs 2·k(4) + 2·k(0), across pairs 4·k(1), where k(r) = Σ 2s / (2s + r).
        double K(double r) => Scales.Sum(s => 2 * s / (2 * s + r));
        var expected = (2 * K(4) + 2 * 7) / 2 - 2 * 4 * K(1) / 4;
        using var scope = NewDisposeScope();
        Assert.Equal(
            expected, MaximumMeanDiscrepancy.InverseMultiquadratic(
                tensor(new[] { 0.0, 2 }, [2, 1]), tensor(new[] { 1.0, 1 }, [2, 1])).ToDouble(), 1e-12);
    }

    [Fact]
    public void GivenManySamplesOfOneLaw_WhenAveraged_ThenTheDistanceIsZeroAndPositiveForAnother()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        Tensor Draw() => randn([30, 4], dtype: ScalarType.Float64, generator: random);
        var same = Enumerable.Range(0, 200).Select(_ => MaximumMeanDiscrepancy.InverseMultiquadratic(Draw(), Draw()).ToDouble()).ToList();
        var error = Math.Sqrt(same.Average(v => v * v) / same.Count);
        Assert.InRange(same.Average(), -4 * error, 4 * error); // unbiased
        Assert.Contains(same, v => v < 0);
        Assert.True(MaximumMeanDiscrepancy.InverseMultiquadratic(Draw() + 1, Draw()).ToDouble() > 20 * error);
    }

    // Float32 takes one pass over the pairs, float64 libtorch's operations.
    [Theory]
    [InlineData(2, 2, 1)]
    [InlineData(7, 5, 3)]
    [InlineData(64, 32, 32)]
    [InlineData(33, 64, 5)]
    public void GivenSamplesInBothPrecisions_WhenTheirDistanceIsDifferentiated_ThenValueAndGradientsAgree(int n, int m, int d)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5);
        var a = randn([n, d], dtype: ScalarType.Float64, generator: random);
        var b = randn([m, d], dtype: ScalarType.Float64, generator: random) + 0.5;
        double[] widths = [0.1 * d, d, 10 * d];

        (double Value, Tensor First, Tensor Second) Distance(ScalarType type)
        {
            var (x, y) = (a.to(type).detach().requires_grad_(), b.to(type).detach().requires_grad_());
            var distance = MaximumMeanDiscrepancy.Unbiased(x, y, widths);
            (3 * distance).backward();
            return (distance.ToDouble(), x.grad!.to(ScalarType.Float64), y.grad!.to(ScalarType.Float64));
        }

        var (plain, fast) = (Distance(ScalarType.Float64), Distance(ScalarType.Float32));
        Assert.Equal(plain.Value, fast.Value, 1e-5);
        Assert.InRange((plain.First - fast.First).abs().max().ToDouble(), 0, 1e-5 * plain.First.abs().max().ToDouble());
        Assert.InRange((plain.Second - fast.Second).abs().max().ToDouble(), 0, 1e-5 * plain.Second.abs().max().ToDouble());
    }

    [Theory]
    [InlineData(1, 1, 3)]
    [InlineData(4, 5, 3)]
    public void GivenSetsThatHaveNoDistance_WhenAskedFor_ThenTheErrorSaysWhatIsExpected(int n, int m, int d)
    {
        using var scope = NewDisposeScope();
        var e = Assert.Throws<ArgumentException>(() => MaximumMeanDiscrepancy.InverseMultiquadratic(zeros(n, d), zeros(m, d)));
        Assert.Contains($"got {n}x{d} and {m}x{d}", e.Message, StringComparison.Ordinal);
    }
}
