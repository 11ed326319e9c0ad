using System.Text.Json.Nodes;
using Reining.Chapters;
using Reining.Chapters.Rae;
using Reining.Numerics;

namespace Reining.Tests.Chapters;

/// <summary>Each relation on measurements made by hand: it holds, stands on its margin, and fails just beyond it.</summary>
public class RaeClaimsTests
{
    static readonly string[] Ids = ["R1", "R2", "R3", "R4", "R4'", "R5", "R6", "R7", "R8", "R8'", "R9", "R10", "R11", "R12", "Q2"];

    static Claim Judge(string id, params (string Model, Func<RaeMeasurement, RaeMeasurement> Change)[] changes)
    {
        var measurements = Measurements.Good();
        foreach (var (model, change) in changes)
            measurements[model] = change(measurements[model]);
        return RaeClaims.Of(measurements.Values).Single(c => c.Id == id);
    }

    [Fact]
    public void GivenAWorldAsTheThesisSays_WhenJudged_ThenEveryRelationHolds()
    {
        var claims = RaeClaims.Of(Measurements.Good().Values);
        Assert.Equal(Ids, claims.Select(c => c.Id));
        // The thesis says R10 too, but its own table does not.
        Assert.All(claims, c => Assert.True(c.Verdict == (c.Id == "R10" ? Verdict.Fails : Verdict.Holds), $"{c.Id}: {c.Why}"));
        Assert.All(claims, c => Assert.EndsWith("(one seed)", c.Why, StringComparison.Ordinal));
    }

    [Fact]
    public void GivenTheMixtureOnItsMargin_WhenR1IsJudged_ThenItHoldsAndFailsBeyond()
    {
        // AE: the mixture at most 0.9 × the Gaussian (the thesis's N of a deterministic model), whatever N(0, I) gives.
        Assert.Equal(Verdict.Holds, Judge("R1", ("AE", m => m.With(RaeImages.Mixture, 45).With(RaeImages.StandardNormal, 1))).Verdict);
        var fails = Judge("R1", ("AE", m => m.With(RaeImages.Mixture, 45.01)));
        Assert.Equal(Verdict.Fails, fails.Verdict);
        Assert.Equal("1 of 8 comparisons fail: AE: mixture 45.01 against N 50.00 × 0.9 (one seed)", fails.Why);
        // VAE: at most 1.0 × N(0, I), whatever its Gaussian gives.
        Assert.Equal(Verdict.Holds, Judge("R1", ("VAE", m => m.With(RaeImages.Mixture, 20).With(RaeImages.Gaussian, 1))).Verdict);
        Assert.Equal(Verdict.Fails, Judge("R1", ("VAE", m => m.With(RaeImages.Mixture, 20.01).With(RaeImages.Gaussian, 90))).Verdict);
    }

    [Fact]
    public void GivenADeterministicModelNotBelowTheVae_WhenR3IsJudged_ThenItFails()
    {
        Assert.Equal(Verdict.Holds, Judge("R3", ("RAE-SN", m => m.With(RaeImages.Mixture, 16))).Verdict);
        Assert.Equal(Verdict.Fails, Judge("R3", ("RAE-SN", m => m.With(RaeImages.Mixture, 16.01))).Verdict);
        // Above the VAE's N(0, I) but below its mixture is a failure too.
        var fails = Judge("R3", ("VAE", m => m.With(RaeImages.StandardNormal, 12.5)));
        Assert.StartsWith("1 of 10 comparisons fail: RAE-SN: mixture 13.00 against VAE N(0, I) 12.50", fails.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenTheRaesGaussian_WhenR4IsJudged_ThenItMustBeATenthBelowTheAes()
    {
        Assert.Equal(Verdict.Holds, Judge("R4", ("RAE", m => m.With(RaeImages.Gaussian, 45))).Verdict);
        Assert.Equal(Verdict.Fails, Judge("R4", ("RAE", m => m.With(RaeImages.Gaussian, 45.1))).Verdict);
    }

    [Theory]
    [InlineData(8.5, Verdict.Holds)] // 15 % of the larger
    [InlineData(8.49, Verdict.Fails)]
    [InlineData(11.76, Verdict.Holds)]
    [InlineData(11.77, Verdict.Fails)] // the sign does not matter
    public void GivenRaeBesideAe_WhenR5IsJudged_ThenTheyMayDifferByFifteenPercent(double mixture, Verdict expected) =>
        Assert.Equal(expected, Judge("R5", ("RAE", m => m.With(RaeImages.Mixture, mixture))).Verdict);

    [Theory]
    [InlineData(15, Verdict.Holds)]
    [InlineData(15.01, Verdict.Fails)]
    [InlineData(8, Verdict.Holds)]
    [InlineData(7.99, Verdict.Fails)]
    public void GivenTheRegularizers_WhenR6IsJudged_ThenTheyMayLieWithinAFactorOfOneAndAHalf(double mixture, Verdict expected) =>
        Assert.Equal(expected, Judge("R6", ("RAE-SN", m => m.With(RaeImages.Mixture, mixture))).Verdict);

    [Fact]
    public void GivenTheAeFarAway_WhenR6IsJudged_ThenItDoesNotCount() =>
        Assert.Equal(Verdict.Holds, Judge("R6", ("AE", m => m.With(RaeImages.Mixture, 100))).Verdict);

    [Fact]
    public void GivenAWorseReconstructionThanTheVaes_WhenR7IsJudged_ThenEitherMeasureFailsIt()
    {
        Assert.Equal(Verdict.Fails, Judge("R7", ("RAE-L2", m => m.With(RaeImages.Reconstruction, 18.1))).Verdict);
        Assert.Equal(Verdict.Fails, Judge("R7", ("RAE-L2", m => m with { SquaredError = 30.1 })).Verdict);
        Assert.Equal(Verdict.Holds, Judge("R7", ("RAE-L2", m => (m.With(RaeImages.Reconstruction, 18) with { SquaredError = 30 }))).Verdict);
    }

    [Fact]
    public void GivenAnInterpolationAboveN_WhenR8IsJudged_ThenItFails()
    {
        Assert.Equal(Verdict.Fails, Judge("R8", ("VAE", m => m.With(RaeImages.Interpolation, 20.1))).Verdict);
        Assert.Equal(Verdict.Fails, Judge("R8", ("RAE", m => m.With(RaeImages.Interpolation, 25.1))).Verdict);
        Assert.Equal(Verdict.Fails, Judge("R8'", ("RAE", m => m.With(RaeImages.Rescaled, 25.1))).Verdict);
        Assert.Equal(Verdict.Holds, Judge("R8'", ("RAE", m => m.With(RaeImages.Interpolation, 25.1))).Verdict);
    }

    [Fact]
    public void GivenANumberThatIsNotOne_WhenJudged_ThenNothingThatNeedsItHolds()
    {
        var claims = RaeClaims.Of(Measurements.Good().Values.Select(m => m.Model == "RAE" ? m.With(RaeImages.Mixture, double.NaN) : m).ToList());
        Assert.Equal(["R1", "R2", "R3", "R5", "R6", "R10", "R11", "Q2"], claims.Where(c => c.Verdict != Verdict.Holds).Select(c => c.Id));
    }

    [Fact]
    public void GivenAModelThatWasNotRun_WhenJudged_ThenRelationsThatSpeakOfItAreNotTestable()
    {
        var claims = RaeClaims.Of(Measurements.Good().Values.Where(m => m.Model != "VAE").ToList()).ToDictionary(c => c.Id);
        Assert.Equal(["R1", "R2", "R3", "R7", "R8", "R8'", "R9", "R10", "R11", "R12", "Q2"], claims.Values.Where(c => c.Verdict == Verdict.NotTestableHere).Select(c => c.Id));
        Assert.Equal(("not testable here", "not measured: VAE", 0), (claims["R1"].VerdictText, claims["R1"].Why, claims["R1"].Values.Count));
        Assert.Equal("holds", claims["R5"].VerdictText);
        Assert.All(RaeClaims.Of([]), c => Assert.Equal(Verdict.NotTestableHere, c.Verdict));
    }

    [Fact]
    public void GivenThreeSeeds_WhenJudged_ThenTheMedianDecidesAndEverySeedsValueIsKept()
    {
        var seeds = new ulong[] { 3, 1, 2 }.SelectMany(s => Measurements.Good(s).Values).ToList();
        List<RaeMeasurement> With(params double[] gaussians) =>
            [.. seeds.Select(m => m.Model == "RAE" ? m.With(RaeImages.Gaussian, gaussians[m.Seed - 1]) : m)];

        var holds = RaeClaims.Of(With(99, 44, 45)).Single(c => c.Id == "R4"); // median 45 = 0.9 × 50
        Assert.Equal(Verdict.Holds, holds.Verdict);
        Assert.EndsWith("(medians of 3 seeds; holds whole in 2 of them)", holds.Why, StringComparison.Ordinal);
        Assert.Equal([99, 44, 45], holds.Values["RAE: Gaussian"]); // in the order of the seeds
        Assert.Equal(Verdict.Fails, RaeClaims.Of(With(46, 10, 47)).Single(c => c.Id == "R4").Verdict);
    }

    [Fact]
    public void GivenAReport_WhenWrittenAsJson_ThenItHasTheAgreedShape()
    {
        var report = new ClaimReport("rae", "quick", [1, 2], RaeClaims.Of([.. Measurements.Good(1).Values, .. Measurements.Good(2).Values.Where(m => m.Model != "VAE")]));
        var json = JsonNode.Parse(report.ToJson().ToJsonString())!.AsObject();

        Assert.Equal(["chapter", "profile", "commit", "device", "claims"], json.Select(p => p.Key));
        Assert.Equal(("rae", "quick"), ((string)json["chapter"]!, (string)json["profile"]!));
        Assert.False(string.IsNullOrEmpty((string)json["commit"]!) || string.IsNullOrEmpty((string)json["device"]!));
        foreach (var claim in json["claims"]!.AsArray())
        {
            Assert.Equal(["id", "text", "source", "seeds", "values", "verdict", "why"], claim!.AsObject().Select(p => p.Key));
            Assert.Matches("^(rae|outline).md §", (string)claim["source"]!);
            Assert.Equal([1, 2], claim["seeds"]!.AsArray().Select(s => (int)s!));
            Assert.Contains((string)claim["verdict"]!, new[] { "holds", "fails", "not testable here" });
            Assert.All(claim["values"]!.AsObject(), v => Assert.IsType<JsonArray>(v.Value));
        }
        Assert.Equal(Ids, json["claims"]!.AsArray().Select(c => (string)c!["id"]!));
        Assert.Equal([10.0, 10.0], json["claims"]![3]!["values"]!["RAE: GMM-10"]!.AsArray().Select(v => (double)v!));
    }

    [Fact]
    public void GivenNumbersThatAreNone_WhenTheReportIsWritten_ThenTheFileStillParses()
    {
        using var folder = new Data.TemporaryFolder();
        var bad = Measurements.Good().Values.Select(m => m.With(RaeImages.Mixture, double.NaN).With(RaeImages.Gaussian, double.PositiveInfinity)).ToList();
        ClaimReport.Write(folder.File("out/claims.json"), [new ClaimReport("rae", "quick", [1], RaeClaims.Of(bad))]);
        var values = JsonNode.Parse(File.ReadAllText(folder.File("out/claims.json")))![0]!["claims"]![0]!["values"]!;
        Assert.Equal("NaN", (string)values["AE: GMM-10"]![0]!);
        Assert.Equal("Infinity", (string)values["AE: Gaussian"]![0]!);
    }

    [Fact]
    public void GivenValues_WhenTheMedianIsTaken_ThenItIsTheMiddleOne()
    {
        Assert.Equal(3, Statistics.Median([5, 1, 3]));
        Assert.Equal(2.5, Statistics.Median([4, 1, 3, 2]));
        Assert.Throws<ArgumentException>(() => Statistics.Median([]));
    }
}
