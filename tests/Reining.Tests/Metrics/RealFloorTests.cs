using Reining.Metrics;
using static TorchSharp.torch;

namespace Reining.Tests.Metrics;

public class RealFloorTests
{
    static Tensor Features(long count, int seed) => randn(count, 4, generator: new Generator((ulong)seed, CPU));

    [Fact]
    public void GivenOneDistribution_WhenHalved_ThenTheFloorShrinksWithTheCountLikeItsInverse()
    {
        // Means and covariances of two samples of n differ by 1/√n, so the squared distance is of order 1/n.
        using var scope = NewDisposeScope();
        var small = RealFloor.Halves(Features(400, 1), seed: 0, repeats: 9);
        var large = RealFloor.Halves(Features(40_000, 1), seed: 0, repeats: 9);

        Assert.Equal((200, 9), (small.Count, small.Repeats));
        Assert.True(small.Minimum > 0 && small.Minimum <= small.Median && small.Median <= small.Maximum);
        Assert.InRange(small.Median / large.Median, 100 / 5.0, 100 * 5.0);
    }

    [Fact]
    public void GivenTwoSets_WhenMeasured_ThenCountsAreEqualAndTheSeedDecides()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (Features(300, 1), Features(700, 2));
        var floor = RealFloor.Between(first, second, 250, seed: 3);

        Assert.Equal(250, floor.Count);
        Assert.Equal(floor, RealFloor.Between(first, second, 250, seed: 3));
        Assert.NotEqual(floor, RealFloor.Between(first, second, 250, seed: 4));
        Assert.True(RealFloor.Between(first, second + 1, 250, seed: 3).Minimum > floor.Maximum);
    }

    [Fact]
    public void GivenAllOfOneSetTwice_WhenMeasured_ThenTheFloorIsZero()
    {
        using var scope = NewDisposeScope();
        var features = Features(300, 1);
        Assert.Equal(0, RealFloor.Between(features, features, 300, seed: 0).Maximum, 1e-12);
    }

    [Fact]
    public void GivenTooFewFeatures_WhenMeasured_ThenTheMessageSaysSo()
    {
        using var scope = NewDisposeScope();
        Refusal.Of<ArgumentException>(() => RealFloor.Halves(Features(3, 1), 0), "at least 2 features on each side, got 1");
        Refusal.Of<ArgumentException>(() => RealFloor.Between(Features(5, 1), Features(9, 1), 6, 0), "at most 5, the smaller set, got 6");
        Refusal.Of<ArgumentOutOfRangeException>(() => RealFloor.Halves(Features(9, 1), 0, 0), "at least 1 repeat, got 0");
        Refusal.Of<ArgumentException>(() => RealFloor.Halves(zeros(4, 1, 2, 2), 0), "expected features (N, d), got 4x1x2x2");
    }
}
