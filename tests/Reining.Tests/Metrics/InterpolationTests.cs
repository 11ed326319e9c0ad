using Reining.Metrics;
using static TorchSharp.torch;

namespace Reining.Tests.Metrics;

public class InterpolationTests
{
    static Tensor Row(params double[] values) => tensor(values, [1, values.Length]);

    static double[] Values(Tensor t) => t.data<double>().ToArray();

    [Fact]
    public void GivenAThreeFourPair_WhenInterpolated_ThenTheMidPointsAreTheHandWorkedOnes()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Row(3, 0), Row(0, 4));
        Assert.Equal([1.5, 2], Values(Interpolation.Linear(a, b)));
        Assert.Equal([1.5 * 3.5 / 2.5, 2 * 3.5 / 2.5], Values(Interpolation.RescaledLinear(a, b)), (x, y) => Math.Abs(x - y) < 1e-14);
        Assert.Equal([3 / Math.Sqrt(2), 4 / Math.Sqrt(2)], Values(Interpolation.Spherical(a, b)), (x, y) => Math.Abs(x - y) < 1e-14);
    }

    [Fact]
    public void GivenRandomPairs_WhenInterpolated_ThenTheSphericalMidPointIsTheSlerpFormula()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var (a, b) = (randn(50, 5, dtype: float64, generator: generator), randn(50, 5, dtype: float64, generator: generator));
        var omega = acos((a * b).sum(1, keepdim: true) / a.norm(1, keepdim: true) / b.norm(1, keepdim: true)); // (N, 1)
        var expected = (omega / 2).sin() / omega.sin() * (a + b);
        Assert.Equal(0, (expected - Interpolation.Spherical(a, b)).abs().max().item<double>(), 1e-10);

        var rescaled = Interpolation.RescaledLinear(a, b);
        Assert.Equal(0, (rescaled.norm(1) - (a.norm(1) + b.norm(1)) / 2).abs().max().item<double>(), 1e-12);
        Assert.True(Interpolation.Linear(a, b).norm(1).less(rescaled.norm(1)).all().item<bool>());
    }

    [Fact]
    public void GivenAPairOfOneCode_WhenInterpolated_ThenEveryVariantGivesItBackInItsType()
    {
        using var scope = NewDisposeScope();
        var z = randn(9, 4, generator: new Generator(2, CPU));
        foreach (var middle in new[] { Interpolation.Linear(z, z), Interpolation.RescaledLinear(z, z), Interpolation.Spherical(z, z) })
        {
            Assert.Equal(float32, middle.dtype);
            Assert.Equal(0, (middle - z).abs().max().item<float>(), 1e-6f);
        }
    }

    [Fact]
    public void GivenPairsWithoutADirection_WhenInterpolated_ThenTheMessageNamesTheRow()
    {
        using var scope = NewDisposeScope();
        var (a, opposite) = (tensor(new double[,] { { 1, 2 }, { 3, -1 } }), tensor(new double[,] { { 2, 2 }, { -3, 1 } }));
        var zero = tensor(new double[,] { { 0, 0 }, { 3, -1 } });
        Refusal.Of<ArgumentException>(() => Interpolation.RescaledLinear(a, opposite), "opposite pair in row 1");
        Refusal.Of<ArgumentException>(() => Interpolation.Spherical(a, opposite), "opposite pair in row 1");
        Refusal.Of<ArgumentException>(() => Interpolation.Spherical(zero, a), "pair in row 0");
        Assert.Equal([0, 0], Values(Interpolation.RescaledLinear(zero, zero)).Take(2));
        Refusal.Of<ArgumentException>(() => Interpolation.Linear(a, Row(1, 2)), "got 2x2 and 1x2");
    }
}
