using Reining.Chapters;
using Reining.Chapters.Autoencoders;

namespace Reining.Tests.Chapters;

public class SizeClaimsTests
{
    static IEnumerable<Measurement> Sweep(ulong seed, double one, double ten, double gapOfTen, double gapOfHundred) =>
        from point in new (double K, double Distance, double Gap)[] { (1, one, 0), (10, ten, gapOfTen), (100, 5, gapOfHundred) }
        select new Measurement("rae", seed)
        {
            Arm = MixtureSweep.Sweep,
            Axis = new Axis("components", point.K),
            Numbers = new Dictionary<string, double>
            {
                [ImageScores.FrechetKey("mixture")] = point.Distance,
                [MixtureSweep.GapKey] = point.Gap,
            },
        };

    static ClaimResult Judge(IEnumerable<Measurement> measurements) => SizeClaims.Components.Judge([.. measurements]);

    [Theory]
    [InlineData(9, 0.1, Verdict.Holds)]
    [InlineData(9.01, 0.1, Verdict.Fails)]
    [InlineData(5, 0.51, Verdict.Fails)] // ten components over-fit more than a hundred
    public void GivenASweep_WhenR13IsJudged_ThenTenBeatOneAndManyOverfit(double ten, double gapOfTen, Verdict expected) =>
        Assert.Equal(expected, Judge(Measurements.Seeds.SelectMany(s => Sweep(s, 10, ten, gapOfTen, 0.5))).Verdict);

    [Fact]
    public void GivenThreeSeeds_WhenR13IsJudged_ThenAnOutlierLeavesItUndecidedAndAllValuesAreKept()
    {
        var claim = Judge([.. Sweep(1, 10, 99, 0.1, 0.5), .. Sweep(2, 10, 8, 0.1, 0.5), .. Sweep(3, 10, 7, 0.1, 0.5)]);
        Assert.Equal(Verdict.Undecided, claim.Verdict);
        Assert.Equal("RAE: distance with 10 components ≤ 0.9 × with 1", claim.Comparisons[0].Words);
        Assert.Equal([99, 8, 7], claim.Comparisons[0].Left);
        Assert.All(claim.Comparisons[1].Right, gap => Assert.Equal(0.5, gap, 1e-12));
    }

    [Fact]
    public void GivenNoSweepBeyondTen_WhenR13IsJudged_ThenItIsNotTestable()
    {
        Assert.Equal((Verdict.NotTestableHere, "not measured yet"), (Judge([]).Verdict, Judge([]).Why));
        var shortSweep = Judge(Sweep(1, 9, 5, 0, 0).Where(m => m.Axis!.Value <= 10));
        Assert.Equal((Verdict.NotTestableHere, "not measured yet: rae, more than 10 components"), (shortSweep.Verdict, shortSweep.Why));
    }

    [Theory]
    [InlineData(2, Verdict.Holds)] // as with many: 20 / 10
    [InlineData(2.01, Verdict.Fails)]
    public void GivenFewDigits_WhenR14IsJudged_ThenTheGainMustNotGrow(double gain, Verdict expected)
    {
        static IEnumerable<Measurement> Of(string model, double mixture, string arm = "") => Measurements.Seeds
            .Select(s => Measurements.Of(model, s, 5, 5, 5, normal: 20, gaussian: 20, mixture: mixture) with { Arm = arm });
        Measurement[] all = [.. Of("vae", 10), .. Of("rae", 10), .. Of("vae", 20, RaeExperiment.FewDigits),
            .. Of("rae", 20 / gain, RaeExperiment.FewDigits)];
        Assert.Equal(expected, SizeClaims.TrainingDigits.Judge(all).Verdict);
        var missing = SizeClaims.TrainingDigits.Judge(all[..9]);
        Assert.Equal((Verdict.NotTestableHere, "not measured yet: rae (few-digits)"), (missing.Verdict, missing.Why));
    }
}
