using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Torch;

public class ConvolutionProductTests
{
    static Tensor Difference(Tensor a, Tensor b) => (a - b).abs().max() / b.abs().max();

    // Its plain twin is the product itself; the second derivative is that of a gradient penalty.
    [Theory]
    [InlineData(16, 5, 7)]
    [InlineData(7, 5, 16)]
    [InlineData(128, 784, 100)]
    [InlineData(64, 512, 784)]
    public void GivenRows_WhenMultipliedByAConvolution_ThenValuesAndBothDerivativesAreThoseOfTheProduct(int rows, int inputs, int outputs)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var x = randn([rows, inputs], generator: random).requires_grad_();
        var weight = (randn([outputs, inputs], generator: random) / Math.Sqrt(inputs)).requires_grad_();
        var bias = randn([outputs], generator: random).requires_grad_();

        Tensor[] Numbers(Func<Tensor, Tensor, Tensor, Tensor> product)
        {
            var y = product(x, weight, bias);
            var first = autograd.grad([y.sigmoid().sum()], [x, weight, bias], retain_graph: true, create_graph: true);
            var second = autograd.grad([first[0].square().sum()], [x, weight]);
            return [y, .. first, .. second];
        }

        var expected = Numbers(nn.functional.linear);
        var got = Numbers(ConvolutionProduct.Of);
        Assert.All(expected.Zip(got), pair =>
        {
            Assert.Equal(pair.First.shape, pair.Second.shape);
            Assert.InRange(Difference(pair.Second, pair.First).ToDouble(), 0, 1e-5);
        });
    }

    // 48 rows are few; 100 and 136 are no multiple of 16, nor is 520; a weight of 100×100 is too small.
    [Theory]
    [InlineData(48, 784, 512)]
    [InlineData(100, 784, 512)]
    [InlineData(136, 784, 512)]
    [InlineData(136, 784, 100)]
    [InlineData(64, 784, 520)]
    [InlineData(128, 100, 100)]
    public void GivenALayer_WhenItsProductIsSmallOrUneven_ThenItIsThePlainOneBitForBit(int rows, int inputs, int outputs)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        using var layer = new Linear(inputs, outputs, random) { ByConvolution = true };
        var x = randn([rows, inputs], generator: random);
        Assert.False(ConvolutionProduct.Gainful(x, layer.Weight));
        Assert.True(layer.forward(x).eq(nn.functional.linear(x, layer.Weight, layer.Bias)).all().item<bool>());
    }

    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(1_024)]
    public void GivenALayer_WhenItsProductIsLarge_ThenItIsThePlainOneUpToRounding(int rows)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        using var layer = new Linear(784, 512, random) { ByConvolution = true };
        var x = randn([rows, 784], generator: random);
        Assert.InRange(Difference(layer.forward(x), nn.functional.linear(x, layer.Weight, layer.Bias)).ToDouble(), 0, 1e-5);
    }
}
