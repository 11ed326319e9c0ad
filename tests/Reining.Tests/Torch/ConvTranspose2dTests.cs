using TorchSharp;
using static TorchSharp.torch;
using ConvTranspose2d = Reining.Torch.ConvTranspose2d;

namespace Reining.Tests.Torch;

/// <summary>The layer against libtorch's own operation with bias, its plain twin, and against finite differences, in double.</summary>
public class ConvTranspose2dTests
{
    const double Step = 1e-5;

    [Theory]
    [InlineData(4, 2, 2)]
    [InlineData(5, 2, 3)]
    [InlineData(4, 1, 1)] // in tiles of 4×4
    [InlineData(4, 1, 3)] // of 2×2
    [InlineData(5, 1, 4)]
    [InlineData(4, 1, 5)] // libtorch's own
    public void GivenALayer_WhenDifferentiated_ThenValueAndGradientsEqualThePlainTwins(long kernel, long stride, long outputs)
    {
        using var scope = NewDisposeScope();
        var (layer, x) = Make(kernel, stride, outputs);
        var before = (kernel - stride) / 2;
        Tensor Plain(Tensor input) => nn.functional.conv_transpose2d(input, layer.Weight, layer.Bias, [stride, stride], [before, before])
            .narrow(2, 0, stride * 4).narrow(3, 0, stride * 4);

        AssertClose(Plain(x), layer.forward(x));
        var all = new[] { x, layer.Weight, layer.Bias };
        var expected = autograd.grad([Loss(Plain(x))], all);
        var actual = autograd.grad([Loss(layer.forward(x))], all);
        for (var i = 0; i < all.Length; i++)
            AssertClose(expected[i], actual[i]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void GivenALayer_WhenDifferentiatedTwice_ThenBothDerivativesEqualFiniteDifferences(long outputs)
    {
        using var scope = NewDisposeScope();
        var (layer, x) = Make(4, 1, outputs);
        var all = new[] { x, layer.Weight, layer.Bias };
        foreach (var variable in all)
        {
            AssertDerivative(variable, () => Loss(layer.forward(x)));
            AssertDerivative(
                variable, () => autograd.grad([Loss(layer.forward(x))], [x], retain_graph: true, create_graph: true)[0].square().sum());
        }
    }

    static (ConvTranspose2d Layer, Tensor Input) Make(long kernel, long stride, long outputs)
    {
        var random = new Generator(1);
        var layer = new ConvTranspose2d(3, outputs, kernel, stride, random).to(ScalarType.Float64);
        using (no_grad())
            layer.Bias.copy_(randn(outputs, ScalarType.Float64, generator: random));
        return (layer, randn([2, 3, 4, 4], ScalarType.Float64, generator: random).requires_grad_());
    }

    static Tensor Loss(Tensor y) => (y.sin() * y).sum();

    /// <summary>Along one random direction.</summary>
    static void AssertDerivative(Tensor variable, Func<Tensor> loss)
    {
        using var random = new Generator(2);
        var direction = randn(variable.shape, ScalarType.Float64, generator: random);
        var derivative = (autograd.grad([loss()], [variable])[0] * direction).sum().ToDouble();
        double At(double step)
        {
            using (no_grad())
                variable.add_(direction * step);
            var value = loss().ToDouble();
            using (no_grad())
                variable.sub_(direction * step);
            return value;
        }
        var difference = (At(Step) - At(-Step)) / (2 * Step);
        Assert.InRange(Math.Abs(derivative - difference) / Math.Abs(difference), 0, 1e-6);
    }

    static void AssertClose(Tensor expected, Tensor actual) =>
        Assert.InRange(((expected - actual).abs().max() / expected.abs().max()).ToDouble(), 0, 1e-12);
}
