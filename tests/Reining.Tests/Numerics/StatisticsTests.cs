using Reining.Numerics;

namespace Reining.Tests.Numerics;

public class StatisticsTests
{
    [Fact]
    public void GivenValues_WhenTheMedianIsTaken_ThenItIsTheMiddleOne()
    {
        Assert.Equal(3, Statistics.Median([5, 1, 3]));
        Assert.Equal(2.5, Statistics.Median([4, 1, 3, 2]));
        Assert.Throws<ArgumentException>(() => Statistics.Median([]));
    }
}
