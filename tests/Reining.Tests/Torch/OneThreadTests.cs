using Reining.Densities;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Tests.Torch;

public class OneThreadTests
{
    [Fact]
    public void GivenFitsThatSucceedAndFail_WhenTheyEnd_ThenTheThreadsAreThoseOfBefore()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var codes = randn(60, 2, generator: generator);
        var before = get_num_threads();
        set_num_threads(2);
        try
        {
            using (OneThread.Begin())
                Assert.Equal(1, get_num_threads());
            Assert.Equal(2, get_num_threads());
            NormalizingFlow.Fit(codes, new NormalizingFlowOptions { MaxEpochs = 1 });
            Assert.Equal(2, get_num_threads());
            Assert.Throws<OperationCanceledException>(
                () => NormalizingFlow.Fit(codes, cancellation: new CancellationToken(canceled: true)));
            Assert.Equal(2, get_num_threads());
        }
        finally
        {
            set_num_threads(before);
        }
    }
}
