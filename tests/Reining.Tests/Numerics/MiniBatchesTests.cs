using Reining.Numerics;
using static TorchSharp.torch;

namespace Reining.Tests.Numerics;

public class MiniBatchesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(11)]
    [InlineData(100)]
    public void GivenAnyBatchSize_WhenMapped_ThenTheRowsAreTheFunctionsInOrder(long batchSize)
    {
        using var scope = NewDisposeScope();
        var rows = rand(11, 2, 3);
        var sizes = new List<long>();
        var result = MiniBatches.Map(rows, x =>
        {
            sizes.Add(x.shape[0]);
            return (x * 2).flatten(1).to(float64);
        }, batchSize);

        Assert.True(result.Equals((rows * 2).flatten(1).to(float64)));
        Assert.Equal(11, sizes.Sum());
        Assert.All(sizes, s => Assert.InRange(s, 1, batchSize));
    }

    [Fact]
    public void GivenAFunctionWithWeights_WhenMapped_ThenNothingIsRecordedAndTemporariesAreFreed()
    {
        using var weight = ones(3, requires_grad: true);
        using var rows = rand(40, 3);
        var before = LiveTensors.OnThisThread;
        using (var result = MiniBatches.Map(rows, x => (x * weight + 1) * 2, 8))
        {
            Assert.False(result.requires_grad);
            Assert.Equal(before + 1, LiveTensors.OnThisThread);
        }
        Assert.Equal(before, LiveTensors.OnThisThread);
    }

    [Fact]
    public void GivenNothingOrAWrongFunction_WhenMapped_ThenTheMessageSaysSo()
    {
        using var scope = NewDisposeScope();
        Refusal.Of<ArgumentException>(() => MiniBatches.Map(zeros(0, 3), x => x), "at least one row, got 0x3");
        Refusal.Of<ArgumentException>(
            () => MiniBatches.Map(zeros(4, 3), x => x.narrow(0, 0, 2)), "expected 4 rows from the function, got 2x3");
        Refusal.Of<ArgumentOutOfRangeException>(() => MiniBatches.Map(zeros(4, 3), x => x, 0), "batch size of at least 1, got 0");
    }
}
