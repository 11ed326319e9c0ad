using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Tests.Torch;

public class OneDnnCachesTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void GivenChannelsThatFillNoBlock_WhenConvolved_ThenFloat32AgreesWithDouble(bool transposed, bool channelsLast)
    {
        long[] channels = [1, 3, 20];
        foreach (var (kernel, stride) in new[] { (3L, 1L), (4L, 2L), (5L, 1L), (5L, 2L) })
        {
            foreach (var (inputs, outputs) in channels.SelectMany(i => channels.Select(o => (i, o))))
            {
                using var scope = NewDisposeScope();
                using var generator = new Generator(1, CPU);
                var image = Random(4, inputs, 16, 16);
                var weight = transposed ? Random(inputs, outputs, kernel, kernel) : Random(outputs, inputs, kernel, kernel);
                var exact = Run(image.to(float64), weight.to(float64));
                Assert.All(Run(image, weight).Zip(exact), pair => Assert.InRange(Error(pair.First, pair.Second), 0, 1e-5));

                Tensor Random(params long[] shape)
                {
                    var values = randn(shape, generator: generator);
                    return channelsLast ? Layout.ChannelsLast(values) : values;
                }

                Tensor[] Run(Tensor image, Tensor weight)
                {
                    using var gradients = enable_grad();
                    Tensor[] arguments = [image.detach().requires_grad_(true), weight.detach().requires_grad_(true)];
                    var result = transposed
                        ? nn.functional.conv_transpose2d(arguments[0], arguments[1], null, [stride, stride])
                        : nn.functional.conv2d(arguments[0], arguments[1], null, [stride, stride], [kernel / 2, kernel / 2]);
                    result.square().sum().backward();
                    return [result.detach(), arguments[0].grad!, arguments[1].grad!];
                }
            }
        }
    }

    /// <summary>Not a number if one of the values is none.</summary>
    static double Error(Tensor value, Tensor exact) => ((value.to(float64) - exact).norm() / exact.norm()).item<double>();
}
