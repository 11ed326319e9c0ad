using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Tests.Torch;

public class LibTorchTests
{
    [Fact]
    public void GivenAnOperation_WhenCalledByName_ThenAutogradSeesIt()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { -1, 2, -3, 4 }, requires_grad: true);

        var y = LibTorch.CallTensor("aten::relu", "", x);
        y.sum().backward();

        Assert.Equal([0, 2, 0, 4], y.data<float>().ToArray());
        Assert.Equal([0, 1, 0, 1], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void GivenAnUnknownOperation_WhenCalled_ThenItThrowsAndNamesIt()
    {
        using var x = zeros(1);
        var e = Assert.ThrowsAny<Exception>(() => LibTorch.CallTensor("aten::no_such_operation", "", x));
        Assert.Contains("aten::no_such_operation", e.Message);
    }

    [Fact]
    public void GivenManyCalls_WhenTensorsAreDisposed_ThenNoneStaysAlive()
    {
        using var x = ones(8);
        var before = LiveTensors.OnThisThread;
        for (var i = 0; i < 1000; i++)
            LibTorch.CallTensor("aten::relu", "", x).Dispose();
        Assert.Equal(before, LiveTensors.OnThisThread);
    }
}
