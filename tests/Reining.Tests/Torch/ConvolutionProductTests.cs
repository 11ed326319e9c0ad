using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Torch;

public class ConvolutionProductTests
{
    static Tensor Close(Tensor a, Tensor b) => (a - b).abs().max() / b.abs().max();

    // Its plain twin is the product itself; the second derivative is that of a gradient penalty.
    [Theory]
    [InlineData(16, 5, 7)]
    [InlineData(128, 784, 100)]
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
            Assert.InRange(Close(pair.Second, pair.First).ToDouble(), 0, 1e-5);
        });
    }

    [Fact]
    public void GivenALayer_WhenItsProductIsNoLargeOne_ThenItIsThePlainOneBitForBit()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        using var layer = new Linear(784, 512, random) { ByConvolution = true };
        foreach (var few in new[] { randn([100, 784], generator: random), randn([64, 784], generator: random) })
            Assert.True(layer.forward(few).eq(nn.functional.linear(few, layer.Weight, layer.Bias)).all().item<bool>());
        var many = randn([128, 784], generator: random);
        Assert.InRange(Close(layer.forward(many), nn.functional.linear(many, layer.Weight, layer.Bias)).ToDouble(), 0, 1e-5);
    }
}
