using Reining.Numerics;

namespace Reining.Tests.Numerics;

/// <summary>Intervals against hand-worked values of Student's t.</summary>
public class IntervalTests
{
    const double Printed = 5e-4; // t tables have three decimals

    [Theory]
    [InlineData(2, 12.706)]
    [InlineData(3, 4.303)]
    [InlineData(5, 2.776)]
    [InlineData(10, 2.262)]
    [InlineData(50, 2.010)]
    public void GivenACount_WhenHalfWidthIsTaken_ThenItIsTheTablesTOverTheRoot(int count, double t) =>
        Assert.Equal(t, new Interval(Mean: 3, Deviation: Math.Sqrt(count), count).HalfWidth, Printed);

    [Fact]
    public void GivenValues_WhenSummarized_ThenMeanDeviationAndEndsAreThoseWorkedByHand()
    {
        var interval = Interval.Of([1, 2, 6]); // mean 3, deviations −2, −1, 3: s² = 14 / 2
        Assert.Equal((3.0, 3), (interval.Mean, interval.Count));
        Assert.Equal(Math.Sqrt(7), interval.Deviation, 1e-12);
        Assert.Equal(3 - 4.303 * Math.Sqrt(7) / Math.Sqrt(3), interval.Low, 2 * Printed);
        Assert.Equal(3 + 4.303 * Math.Sqrt(7) / Math.Sqrt(3), interval.High, 2 * Printed);
    }

    [Fact]
    public void GivenEqualValues_WhenSummarized_ThenTheIntervalIsAPoint()
    {
        var interval = Interval.Of([0.1, 0.1, 0.1]);
        Assert.Equal((0.1, 0.1, 0.1), (interval.Low, interval.Mean, interval.High));
    }

    [Fact]
    public void GivenOneValue_WhenSummarized_ThenTheIntervalIsEverything()
    {
        var interval = Interval.Of([7]);
        Assert.Equal((7.0, 0.0, 1), (interval.Mean, interval.Deviation, interval.Count));
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (interval.Low, interval.High));
    }

    [Fact]
    public void GivenNoValue_WhenSummarized_ThenTheErrorSaysSo() =>
        Refusal.Of<ArgumentException>(() => Interval.Of([]), "expected at least one value");

    [Theory]
    [InlineData(1, 1, 0, 7)] // t/√n: 2.571/√6 = 1.05, 2.447/√7 = 0.925
    [InlineData(-1, 1, 0, 7)]
    [InlineData(3, 1, 0, 3)] // 12.706/√2 = 8.98, 4.303/√3 = 2.48
    [InlineData(5, 1, 4, 7)]
    [InlineData(1, 0, 0, 2)] // no spread
    [InlineData(1, 0, 1, null)] // on the bound for ever
    [InlineData(0.28, 1, 0, null)] // 2.010/√50 = 0.284
    [InlineData(0.29, 1, 0, 49)] // 2.0106/√49 = 0.287, 2.0117/√48 = 0.2904
    public void GivenABound_WhenCounted_ThenItIsTheSmallestNumberThatExcludesIt(double mean, double deviation, double bound,
        int? expected) =>
        Assert.Equal(expected, new Interval(mean, deviation, Count: 3).CountToExclude(bound));

    [Fact]
    public void GivenALargerLimit_WhenCounted_ThenItIsSearchedThrough() =>
        Assert.Equal(387, new Interval(0.1, 1, 3).CountToExclude(0, most: 500)); // 1.9661/√387 = 0.09994, 1.9661/√386 = 0.10007
}
