using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Torch;

/// <summary>"Same" padding as TensorFlow has it, worked out by hand on impulses and checked by the adjoint.</summary>
public class SamePaddingTests
{
    /// <summary>
    /// A kernel (1, 1, k, k) whose row ⌊(k − s)/2⌋ holds 1, 2, …, k, the others zero: that row meets the image's first row at the
    /// output's first row, so that a row is all there is to work out.
    /// </summary>
    static Tensor Ramp(long kernel, long stride)
    {
        var weight = zeros(1, 1, kernel, kernel);
        weight[0, 0, (kernel - stride) / 2] = arange(1, kernel + 1, ScalarType.Float32);
        return weight;
    }

    static Tensor FirstRow(long side, params float[] values)
    {
        var image = zeros(1, 1, side, side);
        image[0, 0, 0] = tensor(values);
        return image;
    }

    static void Set(Tensor parameter, Tensor values)
    {
        using var noGrad = no_grad();
        parameter.copy_(values);
    }

    // y[o] = Σ_i w[i] x[s·o + i − before], with w = 1…k and x = 1, 10, 100, … ; before = ⌊(k − s)/2⌋.
    [Theory]
    [InlineData(4, 2, new[] { 2 + 30 + 400f, 10 + 200 + 3000f })] // (0 1 10 100) and (10 100 1000 0)
    [InlineData(5, 2, new[] { 2 + 30 + 400 + 5000f, 10 + 200 + 3000f })] // (0 1 10 100 1000) and (10 100 1000 0 0)
    [InlineData(4, 1, new[] { 2 + 30 + 400f, 1 + 20 + 300 + 4000f, 10 + 200 + 3000f, 100 + 2000f })] // one zero before, two after
    [InlineData(3, 1, new[] { 2 + 30f, 1 + 20 + 300f, 10 + 200 + 3000f, 100 + 2000f })]
    [InlineData(2, 2, new[] { 1 + 20f, 100 + 2000f })]
    public void GivenARow_WhenConvolved_ThenZerosStandWhereTensorFlowPutsThem(long kernel, long stride, float[] expected)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var layer = new Conv2d(1, 1, kernel, stride, random);
        Set(layer.Weight, Ramp(kernel, stride));

        var y = layer.forward(FirstRow(4, 1, 10, 100, 1000));

        Assert.Equal([1, 1, 4 / stride, 4 / stride], y.shape);
        Assert.Equal(expected, y[0, 0, 0].data<float>().ToArray());
    }

    // The full result z[s·i + j] += w[j] x[i] has k − s values too many; ⌊(k − s)/2⌋ are cropped before, the rest after.
    [Theory]
    [InlineData(4, 2, new[] { 2, 3 + 10, 4 + 20, 30f })] // (1) 2 13 24 30 (40)
    [InlineData(5, 2, new[] { 2, 3 + 10, 4 + 20, 5 + 30f })] // (1) 2 13 24 35 (40 50)
    [InlineData(4, 1, new[] { 2 + 10, 3 + 20f })] // (1) 12 23 (34 40)
    [InlineData(3, 1, new[] { 2 + 10, 3 + 20f })] // (1) 12 23 (30)
    [InlineData(2, 2, new[] { 1f, 2, 10, 20 })]
    public void GivenARow_WhenTransposeConvolved_ThenItIsCroppedWhereTensorFlowCrops(long kernel, long stride, float[] expected)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var layer = new ConvTranspose2d(1, 1, kernel, stride, random);
        Set(layer.Weight, Ramp(kernel, stride));

        var y = layer.forward(FirstRow(2, 1, 10));

        Assert.Equal([1, 1, 2 * stride, 2 * stride], y.shape);
        Assert.Equal(expected, y[0, 0, 0].data<float>().ToArray());
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(5, 2)]
    [InlineData(4, 1)]
    [InlineData(5, 1)]
    [InlineData(3, 2)]
    [InlineData(2, 2)]
    public void GivenOneWeight_WhenUsedBothWays_ThenTheTransposedConvolutionIsTheAdjoint(long kernel, long stride)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        using var convolution = new Conv2d(3, 5, kernel, stride, random);
        using var transposed = new ConvTranspose2d(5, 3, kernel, stride, random);
        convolution.to(ScalarType.Float64);
        transposed.to(ScalarType.Float64);
        Set(transposed.Weight, convolution.Weight); // (5, 3, k, k) is (out, in, …) for one and (in, out, …) for the other
        var x = randn([2, 3, 8, 8], dtype: ScalarType.Float64, generator: random);
        var y = randn([2, 5, 8 / stride, 8 / stride], dtype: ScalarType.Float64, generator: random);

        var forward = (convolution.forward(x) * y).sum().ToDouble();
        var adjoint = (x * transposed.forward(y)).sum().ToDouble();

        Assert.Equal(forward, adjoint, 1e-9);
        Assert.True(Math.Abs(forward) > 1e-3);
    }

    [Fact]
    public void GivenABias_WhenConvolvedOrTransposed_ThenItIsAddedToEveryPixel()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        using var convolution = new Conv2d(1, 2, 4, 1, random);
        using var transposed = new ConvTranspose2d(1, 2, 4, 1, random);
        foreach (var bias in new[] { convolution.Bias, transposed.Bias })
            Set(bias, tensor(new[] { 1f, 2 }));
        var expected = tensor(new[] { 1f, 2 }).view(1, 2, 1, 1).expand(1, 2, 4, 4);
        Assert.True(convolution.forward(zeros(1, 1, 4, 4)).equal(expected).all().item<bool>());
        Assert.True(transposed.forward(zeros(1, 1, 4, 4)).equal(expected).all().item<bool>());
    }

    // Where the gradient by an image of few channels is wanted, the layer computes over blocks of pixels.
    [Theory]
    [InlineData(1, 4, 2, 28)]
    [InlineData(3, 4, 2, 12)]
    [InlineData(2, 2, 2, 8)]
    [InlineData(1, 5, 2, 8)] // not in blocks
    [InlineData(4, 4, 2, 8)]
    public void GivenAnImageWithGradient_WhenConvolved_ThenValuesAndGradientsAreThoseOfTheUsualProduct(
        long channels, long kernel, long stride, long side)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var layer = new Conv2d(channels, 5, kernel, stride, random).to(float64);
        var image = rand([3, channels, side, side], dtype: float64);
        var (before, after) = ((kernel - stride) / 2, kernel - stride - (kernel - stride) / 2);
        var weights = rand([3, 5, side / stride, side / stride], dtype: float64);
        Tensor[] Of(Func<Tensor, Tensor> function)
        {
            var x = image.clone().requires_grad_(true);
            layer.zero_grad();
            var y = function(x);
            var slope = autograd.grad([(y.square() * weights).sum()], [x], retain_graph: true, create_graph: true)[0];
            slope.square().sum().backward(); // as a gradient penalty does
            return [y.detach(), slope.detach(), x.grad!.clone(), layer.Weight.grad!.clone()];
        }
        var usual = Of(x => nn.functional.conv2d(
            nn.functional.pad(x, [before, after, before, after]), layer.Weight, layer.Bias, [stride, stride]));
        var own = Of(layer.forward);
        Assert.All(
            usual.Zip(own), p => Assert.InRange(((p.First - p.Second).abs().max() / p.First.abs().max()).ToDouble(), 0, 1e-12));
        using var noGradients = no_grad();
        Assert.InRange((layer.forward(image) - usual[0]).abs().max().ToDouble(), 0, 1e-12);
    }
}
