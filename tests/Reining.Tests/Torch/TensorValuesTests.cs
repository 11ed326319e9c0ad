using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Tests.Torch;

public class TensorValuesTests
{
    [Fact]
    public void GivenTensorsOfAnyLayout_WhenRead_ThenTheNumbersStandRowByRow()
    {
        using var scope = NewDisposeScope();
        var numbers = arange(6, dtype: float32).view(2, 3);

        Assert.Equal([0, 1, 2, 3, 4, 5], numbers.Doubles());
        Assert.Equal([0, 3, 1, 4, 2, 5], numbers.t().Floats());
        Assert.Equal([1, 2, 4, 5], numbers[.., 1..].Longs());
        Assert.Equal([4.5], tensor(4.5, requires_grad: true).Doubles());
        Assert.Empty(zeros(0, 3).Doubles());
    }
}
