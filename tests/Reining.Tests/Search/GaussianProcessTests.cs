using Reining.Search;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Search;

public class GaussianProcessTests
{
    static readonly GaussianKernel Kernel = new([1.5, 0.7], Variance: 2, Noise: 0.3);

    static Tensor Points(int n, ulong seed)
    {
        using var random = new Generator(seed);
        return randn(n, 2, dtype: ScalarType.Float64, generator: random);
    }

    static Tensor Values(Tensor points) => (points[TensorIndex.Colon, 0] * 1.3).sin() + points[TensorIndex.Colon, 1];

    static void Close(Tensor expected, Tensor actual, double tolerance) =>
        Assert.True((expected - actual).abs().max().ToDouble() < tolerance, $"expected {expected.str()}, got {actual.str()}");

    [Fact]
    public void GivenOneObservation_WhenPredicted_ThenMeanAndVarianceAreTheHandWorkedOnes()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[,] { { 0, 0 } });
        using var process = new SparseGaussianProcess(Kernel, x, tensor(new[] { 1.0 }), x);
        var (mean, variance) = process.Predict(tensor(new double[,] { { 1.5, 0 } }));
        var k = 2 * Math.Exp(-0.5); // one length scale away
        Assert.Equal(k / 2.3, mean.ToDouble(), 5);
        Assert.Equal(2 - k * k / 2.3, variance.ToDouble(), 5);
    }

    [Fact]
    public void GivenTheDataAsInducingPoints_WhenPredicted_ThenThePosteriorIsTheClosedForm()
    {
        using var scope = NewDisposeScope();
        var (x, at) = (Points(30, 1), Points(7, 2));
        var y = Values(x);
        using var process = new SparseGaussianProcess(Kernel, x, y, x);

        // Written out with a matrix inverse, which the class does not use.
        var inverse = linalg.inv(Kernel.Between(x, x) + eye(30, dtype: ScalarType.Float64) * Kernel.Noise);
        var cross = Kernel.Between(at, x);
        var covariance = Kernel.Between(at, at) - cross.mm(inverse).mm(cross.t());
        var (mean, variance) = process.Predict(at);
        Close(cross.mm(inverse).mv(y), mean, 1e-4); // the jitter on the inducing points is 1e-6
        Close(covariance.diagonal(), variance, 1e-4);
        Close(covariance, process.Covariance(at, at), 1e-4);
    }

    [Fact]
    public void GivenFewerInducingPoints_WhenPredicted_ThenThePosteriorIsTitsiasFormula()
    {
        using var scope = NewDisposeScope();
        var (x, u, at) = (Points(40, 1), Points(6, 3), Points(5, 2));
        var y = Values(x);
        using var process = new SparseGaussianProcess(Kernel, x, y, u);

        var (kuu, kuf, ksu) = (Kernel.Between(u, u), Kernel.Between(u, x), Kernel.Between(at, u));
        var sigma = linalg.inv(kuu + kuf.mm(kuf.t()) / Kernel.Noise);
        var (mean, variance) = process.Predict(at);
        Close(ksu.mm(sigma).mm(kuf).mv(y) / Kernel.Noise, mean, 1e-4);
        Close((Kernel.Between(at, at) - ksu.mm(linalg.inv(kuu) - sigma).mm(ksu.t())).diagonal(), variance, 1e-4);
    }

    [Fact]
    public void GivenAKernel_WhenTheLikelihoodIsComputed_ThenItIsTheGaussianDensity()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[,] { { 0, 0 }, { 1.5, 0 } });
        var k = 2 * Math.Exp(-0.5);
        var determinant = 2.3 * 2.3 - k * k;
        // y = (1, −1): yᵀ K⁻¹ y = 2 (2.3 + k) / det
        var expected = -0.5 * 2 * (2.3 + k) / determinant - 0.5 * Math.Log(determinant) - Math.Log(2 * Math.PI);
        Assert.Equal(expected, Kernel.LogLikelihood(x, tensor(new[] { 1.0, -1.0 })), 10);
    }

    [Fact]
    public void GivenData_WhenTheKernelIsFitted_ThenTheLikelihoodRisesAndAnIdleDimensionGetsALongScale()
    {
        using var scope = NewDisposeScope();
        var x = Points(60, 4);
        var y = (x[TensorIndex.Colon, 0] * 2).sin();
        var start = new GaussianKernel([1, 1], 1, 0.1);
        var fitted = start.Fitted(x, y, 60);
        Assert.True(fitted.LogLikelihood(x, y) > start.LogLikelihood(x, y) + 10);
        Assert.True(fitted.LengthScales[1] > 2 * fitted.LengthScales[0], $"{fitted.LengthScales[0]}, {fitted.LengthScales[1]}");
    }
}
