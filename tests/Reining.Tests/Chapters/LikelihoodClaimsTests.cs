using Reining.Chapters;
using Reining.Chapters.Rae;

namespace Reining.Tests.Chapters;

/// <summary>The likelihood arm's relations on measurements made by hand.</summary>
public class LikelihoodClaimsTests
{
    static Dictionary<string, RaeMeasurement> Good() => RaeModel.Likelihoods
        .Select(m => Measurements.Of(m.Name, 1, reconstruction: 12, interpolation: 10, squared: 20, normal: 20, gaussian: 18, mixture: 16)
            .WithSharpness(RaeImages.StandardNormal, m.Name == "VAE" ? 0.3 : 0.4))
        .Select(m => m.Model == "VAE, Laplace" ? m.With(RaeImages.StandardNormal, 15).With(RaeImages.Mixture, 8).WithSharpness(RaeImages.StandardNormal, 0.8) : m)
        .ToDictionary(m => m.Model);

    static Claim Judge(string id, string model, Func<RaeMeasurement, RaeMeasurement> change)
    {
        var measurements = Good();
        measurements[model] = change(measurements[model]);
        return LikelihoodClaims.Of(measurements.Values).Single(c => c.Id == id);
    }

    [Fact]
    public void GivenAWorldAsTheThesisSays_WhenJudged_ThenEveryRelationHolds() =>
        Assert.All(LikelihoodClaims.Of(Good().Values), c => Assert.True(c.Verdict == Verdict.Holds, $"{c.Id}: {c.Why}"));

    [Theory]
    [InlineData(10, Verdict.Holds)]
    [InlineData(9.9, Verdict.Fails)]
    public void GivenReconstructions_WhenQ1aIsJudged_ThenHalfTheDistanceMustBeTheirs(double reconstruction, Verdict expected) =>
        Assert.Equal(expected, Judge("Q1a", "VAE", m => m.With(RaeImages.Reconstruction, reconstruction)).Verdict);

    [Theory]
    [InlineData(16, Verdict.Holds)]
    [InlineData(16.1, Verdict.Fails)] // the Gaussian likelihood with its best prior has 16
    public void GivenTheBestLikelihood_WhenQ1bIsJudged_ThenItMustReachWhatTheBestPriorReaches(double distance, Verdict expected) =>
        Assert.Equal(expected, Judge("Q1b", "VAE, Laplace", m => m.With(RaeImages.StandardNormal, distance)).Verdict);

    [Theory]
    [InlineData(18, Verdict.Holds)]
    [InlineData(18.1, Verdict.Fails)]
    public void GivenOneLikelihoodWhosePriorGainsNothing_WhenQ1cIsJudged_ThenItFails(double mixture, Verdict expected) =>
        Assert.Equal(expected, Judge("Q1c", "VAE, Bernoulli", m => m.With(RaeImages.Gaussian, 19).With(RaeImages.Mixture, mixture)).Verdict);

    [Theory]
    [InlineData(0.55, Verdict.Holds)]
    [InlineData(0.85, Verdict.Fails)] // nearer to 1 than the sharpest likelihood's 0.8
    [InlineData(1.15, Verdict.Fails)]
    public void GivenAPriorThatSharpens_WhenQ1dIsJudged_ThenTheLikelihoodMustSharpenMore(double sharpness, Verdict expected) =>
        Assert.Equal(expected, Judge("Q1d", "VAE", m => m.WithSharpness(RaeImages.Mixture, sharpness)).Verdict);
}
