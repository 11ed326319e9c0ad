using Reining.Torch;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Training;

public class ScheduleTests
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
        var schedule = new Schedule.Plateau(Patience: 2);
        var rate = new NetRate(1);
        var rates = epochs.Select(e =>
        {
            schedule.Validated(rate, e.Loss);
            return schedule.Rate(rate, 0, 10);
        }).ToArray();
        Assert.Equal(epochs.Select(e => e.Rate), rates);
        Assert.Equal((7.9998, 1), (rate.Best, rate.Waited));
    }

    [Fact]
    public void GivenAMinimum_WhenTheRateIsHalved_ThenItStopsThereAndAFirstRateBelowStays()
    {
        static double After(double first, int losses)
        {
            var schedule = new Schedule.Plateau(Patience: 1) { MinimumRate = 0.3 };
            var rate = new NetRate(first);
            for (var i = 0; i <= losses; i++)
                schedule.Validated(rate, 1);
            return rate.Value;
        }
        Assert.Equal([1, 0.5, 0.3, 0.3], Enumerable.Range(0, 4).Select(n => After(1, n)));
        Assert.Equal(0.2, After(0.2, 3));
    }

    [Fact]
    public void GivenACosine_WhenAskedAtItsQuarters_ThenItIsTheClosedForm()
    {
        var rates = new long[] { 0, 2, 4, 6, 8 }.Select(step => new Schedule.Cosine().Rate(new NetRate(0.2), step, 8)).ToArray();
        double[] expected = [0.2, 0.1 * (1 + Math.Sqrt(0.5)), 0.1, 0.1 * (1 - Math.Sqrt(0.5)), 0];
        Assert.All(expected.Zip(rates), pair => Assert.Equal(pair.First, pair.Second, 1e-15));
    }

    [Theory]
    [InlineData(1.0, 1)] // nothing lazy
    [InlineData(16.0 / 17, 1, 16)] // StyleGAN2's discriminator
    [InlineData(4.0 / 5, 1, 4)] // and its generator
    [InlineData(32.0 / 33, 1, 1, 16)] // two phases in each step
    [InlineData(1.0, 8)] // only lazy: nothing is added to
    public void GivenTheIntervalsOfANetsPhases_WhenCorrected_ThenItIsStepsWithoutByStepsWithTheLazyOnes(
        double expected, params int[] intervals) =>
        Assert.Equal(expected, NetUpdate.Correction(intervals), 1e-15);

    [Fact]
    public void GivenALazyNet_WhenItsOptimizerIsMade_ThenRateAndDecaysAreCorrected()
    {
        using var module = new BatchNorm2d(1);
        using var net = new NetUpdate(new TrainedNet("net", module, new AdamOptions(0.1, 0.5, 0.9)), correction: 0.8);
        net.Begin(0, 10);
        Assert.Equal(0.08, net.Adam.LearningRate, 1e-15);
        using (NewDisposeScope())
        {
            module.Weight.sum().backward(); // a gradient of one: the moments are what the decays leave of zero
            net.Adam.Step();
        }
        var state = net.Adam.State().ToDictionary();
        Assert.Equal(1 - Math.Pow(0.5, 0.8), state["exp_avg.weight"].ToDouble(), 1e-6);
        Assert.Equal(1 - Math.Pow(0.9, 0.8), state["exp_avg_sq.weight"].ToDouble(), 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void GivenAFactorOutsideItsRange_WhenOptionsAreMade_ThenItIsRefused(double factor) =>
        Refusal.Of<ArgumentOutOfRangeException>(() => new FitOptions(1) { PlateauFactor = factor }, "PlateauFactor");
}
