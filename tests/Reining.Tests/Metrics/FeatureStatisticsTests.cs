using Reining.Metrics;
using static TorchSharp.torch;

namespace Reining.Tests.Metrics;

public class FeatureStatisticsTests
{
    /// <summary>Flattened pixels as features.</summary>
    sealed class Pixels(long dimensions) : IFeatureExtractor
    {
        public string Name => "pixels";

        public long Dimensions => dimensions;

        public Tensor Features(Tensor images) => images.flatten(1);
    }

    static Tensor Images(double offset) => rand(103, 1, 3, 3, generator: new Generator(1, CPU)) + offset;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 7)]
    [InlineData(0, 50)]
    [InlineData(5000, 1)]
    [InlineData(5000, 50)]
    public void GivenAnyBatchSize_WhenAccumulated_ThenTheStatisticsAreTheSame(double offset, long batchSize)
    {
        using var scope = NewDisposeScope();
        var images = Images(offset);
        var features = images.flatten(1).to(float64);
        var mean = features.mean([0], keepdim: true);
        var covariance = (features - mean).t().mm(features - mean) / 102;

        var statistics = FeatureStatistics.Of(new Pixels(9), images, batchSize);
        var gaussian = statistics.ToGaussian();

        Assert.Equal(103, statistics.Count);
        for (var i = 0; i < 9; i++)
        {
            Assert.Equal(mean[0, i].item<double>(), gaussian.Mean[i], 1e-15 * (1 + offset) * 4);
            for (var j = 0; j < 9; j++)
                Assert.Equal(covariance[i, j].item<double>(), gaussian.Covariance[i][j], 1e-14);
        }
    }

    [Fact]
    public void GivenThreeFeatures_WhenAccumulated_ThenTheCovarianceIsTheHandWorkedOne()
    {
        using var scope = NewDisposeScope();
        var gaussian = FeatureStatistics.Of(tensor(new float[] { 0, 0, 1, 2, 2, 4 }, [3, 2])).ToGaussian();
        Assert.Equal([1, 2], gaussian.Mean);
        Assert.Equal([[1, 2], [2, 4]], gaussian.Covariance);
    }

    [Fact]
    public void GivenOtherOrTooFewFeatures_WhenAccumulated_ThenTheMessageSaysSo()
    {
        using var scope = NewDisposeScope();
        var statistics = FeatureStatistics.Of(zeros(1, 3));
        Refusal.Of<InvalidOperationException>(() => statistics.ToGaussian(), "at least 2 feature vectors for a covariance, got 1");
        Refusal.Of<ArgumentException>(() => statistics.Add(zeros(2, 4)), "expected features (N, 3), got 2x4");
        Refusal.Of<ArgumentException>(() => FeatureStatistics.Of(new Pixels(9), zeros(0, 1, 3, 3)), "at least one row, got 0x1x3x3");
    }
}
