using Reining.Metrics;
using static TorchSharp.torch;

namespace Reining.Tests.Metrics;

public class LinearProbeTests
{
    /// <summary>Three blobs in four dimensions, far apart in the first two of them alone.</summary>
    static (Tensor Codes, Tensor Labels) Blobs(long count, ulong seed)
    {
        using var random = new Generator(seed);
        var labels = randint(0, 3, [count], dtype: int64, generator: random);
        var centers = tensor([0.0, 0, 0, 0, 6, 0, 0, 0, 0, 6, 0, 0], [3, 4]);
        return (centers.index_select(0, labels) + randn(count, 4, dtype: float64, generator: random), labels);
    }

    [Fact]
    public void GivenBlobs_WhenProbed_ThenNewRowsAreReadAndUnrelatedLabelsAreNot()
    {
        using var scope = NewDisposeScope();
        var ((codes, labels), (test, testLabels)) = (Blobs(300, 1), Blobs(300, 2));
        using var probe = LinearProbe.Fit(codes, labels, 3);
        Assert.True(probe.Accuracy(test, testLabels) > 0.99);
        Assert.InRange(NearestNeighbor.Accuracy(codes, labels, test, testLabels), 0.99, 1);
        var unrelated = testLabels.roll(7, 0);
        Assert.InRange(probe.Accuracy(test, unrelated), 0.2, 0.5);
        Assert.InRange(NearestNeighbor.Accuracy(codes, labels, test, unrelated), 0.2, 0.5);
    }

    [Fact]
    public void GivenCodesOfAnyScale_WhenProbed_ThenTheAnswerIsTheSame()
    {
        using var scope = NewDisposeScope();
        var ((codes, labels), (test, testLabels)) = (Blobs(90, 1), Blobs(200, 2));
        var scales = tensor([1e3, 1e-3, 5, 1.0]);
        using LinearProbe probe = LinearProbe.Fit(codes, labels, 3), scaled = LinearProbe.Fit(codes * scales, labels, 3);
        Assert.Equal(probe.Accuracy(test, testLabels), scaled.Accuracy(test * scales, testLabels), 0.011);
        Assert.Equal(
            NearestNeighbor.Accuracy(codes, labels, test, testLabels),
            NearestNeighbor.Accuracy(codes * scales, labels, test * scales, testLabels), 1e-9);
    }

    [Fact]
    public void GivenLabelsThatDoNotFit_WhenProbed_ThenTheErrorNamesTheShapes()
    {
        using var scope = NewDisposeScope();
        var (codes, labels) = Blobs(10, 1);
        Assert.Contains("10x4", Assert.Throws<ArgumentException>(() => LinearProbe.Fit(codes, labels[..5], 3)).Message);
        var neighbor = Assert.Throws<ArgumentException>(() => NearestNeighbor.Accuracy(codes, labels[..5], codes, labels));
        Assert.Contains("10x4", neighbor.Message);
    }
}
