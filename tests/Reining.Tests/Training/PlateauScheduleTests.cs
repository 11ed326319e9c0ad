using Reining.Training;

namespace Reining.Tests.Training;

public class PlateauScheduleTests
{
    [Fact]
    public void GivenLossesWorkedByHand_WhenPatienceIsTwo_ThenTheRateHalvesAfterTwoEpochsWithoutImprovement()
    {
        (double Loss, double Rate)[] epochs =
        [
            (10, 1), // the first counts
            (9, 1),
            (8.99995, 1), // a fall below 1e-4 does not count: one epoch waited
            (9.5, 0.5), // two: halved, and the count starts again
            (9, 0.5), // one
            (8, 0.5), // better
            (8.5, 0.5), // one
            (8, 0.25), // equal is not better: two
            (double.NaN, 0.25), // neither is this: one
            (double.NaN, 0.125),
            (7.9998, 0.125), // better by 2e-4
            (8, 0.125),
        ];
        var schedule = new PlateauSchedule(patience: 2, factor: 0.5);
        var rate = 1.0;
        var rates = epochs.Select(e => rate = schedule.Next(rate, e.Loss)).ToArray();
        Assert.Equal(epochs.Select(e => e.Rate), rates);
        Assert.Equal((7.9998, 1), (schedule.Best, schedule.Waited));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void GivenAFactorOutsideItsRange_WhenOptionsAreMade_ThenItIsRefused(double factor) =>
        Assert.Contains("PlateauFactor", Assert.Throws<ArgumentOutOfRangeException>(() => new FitOptions(1) { PlateauFactor = factor }).Message, StringComparison.Ordinal);
}
