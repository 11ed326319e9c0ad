using Reining.Chapters;
using Reining.Chapters.Rae;

namespace Reining.Tests.Chapters;

public class SizeClaimsTests
{
    static MixtureSweep Sweep(ulong seed, double one, double ten, double gapOfTen, double gapOfHundred) => new("RAE", seed,
    [
        new(1, one, Train: -20, Validation: -20), new(10, ten, Train: -15, Validation: -15 - gapOfTen), new(100, 5, Train: -14, Validation: -14 - gapOfHundred),
    ]);

    [Theory]
    [InlineData(9, 0.1, Verdict.Holds)]
    [InlineData(9.01, 0.1, Verdict.Fails)]
    [InlineData(5, 0.51, Verdict.Fails)] // ten components over-fit more than a hundred
    public void GivenASweep_WhenR13IsJudged_ThenTenBeatOneAndManyOverfit(double ten, double gapOfTen, Verdict expected) =>
        Assert.Equal(expected, SizeClaims.Components([Sweep(1, 10, ten, gapOfTen, 0.5)]).Verdict);

    [Fact]
    public void GivenThreeSeeds_WhenR13IsJudged_ThenMediansDecideAndAllValuesAreKept()
    {
        var claim = SizeClaims.Components([Sweep(1, 10, 99, 0.1, 0.5), Sweep(2, 10, 8, 0.1, 0.5), Sweep(3, 10, 7, 0.1, 0.5)]);
        Assert.Equal(Verdict.Holds, claim.Verdict);
        Assert.Equal([99, 8, 7], claim.Values["RAE: distance, K = 10"]);
        Assert.Equal(0.5, claim.Values["RAE: gap, K = 100"][0], 1e-12);
    }

    [Fact]
    public void GivenNoSweepBeyondTen_WhenR13IsJudged_ThenItIsNotTestable()
    {
        Assert.Equal(Verdict.NotTestableHere, SizeClaims.Components([]).Verdict);
        Assert.Equal(Verdict.NotTestableHere, SizeClaims.Components([new("RAE", 1, [new(1, 9, 0, 0), new(10, 5, 0, 0)])]).Verdict);
    }

    [Theory]
    [InlineData(2, Verdict.Holds)] // as with many: 20 / 10
    [InlineData(2.01, Verdict.Fails)]
    public void GivenFewDigits_WhenR14IsJudged_ThenTheGainMustNotGrow(double gain, Verdict expected)
    {
        RaeMeasurement Of(string model, double mixture) => Measurements.Of(model, 1, 5, 5, 5, normal: 20, gaussian: 20, mixture: mixture);
        RaeMeasurement[] all = [Of("VAE", 10), Of("RAE", 10), Of("VAE" + SizeClaims.Few, 20), Of("RAE" + SizeClaims.Few, 20 / gain)];
        Assert.Equal(expected, SizeClaims.TrainingDigits(all).Verdict);
        Assert.Equal(Verdict.NotTestableHere, SizeClaims.TrainingDigits(all[..3]).Verdict);
    }
}
