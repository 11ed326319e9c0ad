using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Torch;

public class SpectralNormTests
{
    /// <summary>Largest singular value of a weight as a matrix (outputs, everything else), by libtorch's decomposition.</summary>
    static double Largest(Tensor weight, int outputDimension) =>
        linalg.svdvals(weight.detach().transpose(0, outputDimension).flatten(1)).max().ToDouble();

    static (SpectralNorm Norm, Tensor Weight) Make(long[] shape, int outputDimension, int startIterations = 15)
    {
        using var random = new Generator(3);
        var weight = randn(shape, generator: random);
        return (new SpectralNorm(weight, outputDimension, random, startIterations), weight);
    }

    [Theory]
    [InlineData(new long[] { 5, 9 }, 0)]
    [InlineData(new long[] { 9, 5 }, 0)]
    [InlineData(new long[] { 6, 3, 4, 4 }, 0)] // convolution (out, in, k, k)
    [InlineData(new long[] { 6, 3, 4, 4 }, 1)] // transposed convolution (in, out, k, k)
    public void GivenAWeight_WhenIterated_ThenItIsDividedByItsLargestSingularValue(long[] shape, int outputDimension)
    {
        using var scope = NewDisposeScope();
        var (norm, weight) = Make(shape, outputDimension);
        norm.train();
        for (var i = 0; i < 500; i++)
            norm.forward(weight).Dispose();

        var normalized = norm.forward(weight);

        Assert.Equal(weight.shape, normalized.shape);
        Assert.Equal(1, Largest(normalized, outputDimension), 1e-5);
        Assert.Equal(Largest(weight, outputDimension), (weight / normalized).mean().ToDouble(), 1e-4);
    }

    [Fact]
    public void GivenATransposedConvolution_WhenNormalized_ThenItsMatrixHasTheOutputsAsRows()
    {
        // The two unfoldings of one weight have different norms, so the dimension is not a matter of taste.
        using var scope = NewDisposeScope();
        var (_, weight) = Make([6, 3, 4, 4], 1);
        Assert.True(Math.Abs(Largest(weight, 0) - Largest(weight, 1)) > 0.1);
        var norm = new SpectralNorm(weight, 1, new Generator(1));
        Assert.Equal([3, 96], Weights.Named(norm).Select(w => w.Value.shape[0]));
    }

    [Fact]
    public void GivenTheStartIterations_WhenMade_ThenTheFirstForwardIsNearTheTruth()
    {
        using var scope = NewDisposeScope();
        var (norm, weight) = Make([32, 64], 0);
        Assert.InRange(Largest(norm.forward(weight), 0), 1, 1.05);
    }

    [Fact]
    public void GivenEvaluation_WhenRunForward_ThenTheVectorsStayAndTrainingMovesThem()
    {
        using var scope = NewDisposeScope();
        var (norm, weight) = Make([8, 12], 0, startIterations: 1);
        float[] Vectors() => [.. Weights.Named(norm).SelectMany(w => w.Value.data<float>().ToArray())];
        var before = Vectors();

        norm.eval();
        var first = norm.forward(weight).data<float>().ToArray();
        Assert.Equal(first, norm.forward(weight).data<float>().ToArray());
        Assert.Equal(before, Vectors());

        norm.train();
        norm.forward(weight);
        Assert.NotEqual(before, Vectors());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void GivenConvergence_WhenDifferentiated_ThenTheGradientEqualsFiniteDifferences(int outputDimension)
    {
        using var scope = NewDisposeScope();
        var (norm, values) = Make([4, 3, 2, 2], outputDimension);
        norm.to(ScalarType.Float64);
        var weight = values.to(ScalarType.Float64);
        norm.train();
        for (var i = 0; i < 2000; i++)
            norm.forward(weight).Dispose();
        using var random = new Generator(9);
        var direction = randn(weight.shape, dtype: ScalarType.Float64, generator: random);
        // In training mode, so that each evaluation follows the perturbed weight's own singular vectors: the truth, not the frozen vectors.
        double Value(Tensor w)
        {
            Tensor result = norm.forward(w);
            for (var i = 0; i < 300; i++)
                result = norm.forward(w);
            return (result * direction).sum().ToDouble();
        }

        using var leaf = weight.clone().requires_grad_();
        (norm.forward(leaf) * direction).sum().backward();
        var gradient = leaf.grad!.flatten();

        const double H = 1e-6;
        for (var i = 0; i < weight.numel(); i += 5)
        {
            using var inner = NewDisposeScope();
            var step = zeros(weight.numel(), dtype: ScalarType.Float64);
            step[i] = H;
            var numeric = (Value(weight + step.view(weight.shape)) - Value(weight - step.view(weight.shape))) / (2 * H);
            Assert.Equal(numeric, gradient[i].ToDouble(), 1e-7);
        }
    }
}
