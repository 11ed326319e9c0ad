using Reining.Chapters;
using Reining.Chapters.Autoencoders;

namespace Reining.Tests.Chapters;

/// <summary>The likelihood arm's relations on measurements made by hand.</summary>
public class LikelihoodClaimsTests
{
    static IReadOnlyList<Measurement> Good() =>
        Measurements.Seeds.SelectMany(s => RaeModel.Likelihoods.Select(m => Measurements.Of(
                m.Id, s, reconstruction: 12, interpolation: 10, squared: 20, normal: 20, gaussian: 18, mixture: 16)
            .With(RaeImages.DrawnReconstruction, 12).WithSharpness(RaeImages.StandardNormal, m.Name == "VAE" ? 0.3 : 0.4)))
        .Change("vae-laplace", m =>
            m.With(RaeImages.StandardNormal, 15).With(RaeImages.Mixture, 8).WithSharpness(RaeImages.StandardNormal, 0.8));

    static Verdict Judge(string id, string model, Func<Measurement, Measurement> change) =>
        LikelihoodClaims.All.Single(c => c.Id == id).Judge(Good().Change(model, change)).Verdict;

    [Fact]
    public void GivenAWorldAsTheThesisSays_WhenJudged_ThenEveryRelationHolds() =>
        Assert.All(LikelihoodClaims.All.Select(c => c.Judge(Good())), c => Assert.True(c.Verdict == Verdict.Holds, $"{c.Id}: {c.Why}"));

    [Theory]
    [InlineData(10, Verdict.Holds)]
    [InlineData(9.9, Verdict.Fails)]
    public void GivenReconstructions_WhenQ1aIsJudged_ThenHalfTheDistanceMustBeTheirs(double reconstruction, Verdict expected) =>
        Assert.Equal(expected, Judge("rae/Q1a", "vae", m => m.With(RaeImages.Reconstruction, reconstruction)));

    [Theory]
    [InlineData(10, Verdict.Holds)]
    [InlineData(9.9, Verdict.Fails)]
    public void GivenReconstructionsByADraw_WhenQ1eIsJudged_ThenHalfTheDistanceMustBeTheirs(double reconstruction, Verdict expected) =>
        Assert.Equal(expected, Judge("rae/Q1e", "vae", m => m.With(RaeImages.DrawnReconstruction, reconstruction)));

    [Theory]
    [InlineData(16, Verdict.Holds)]
    [InlineData(16.1, Verdict.Fails)] // the Gaussian likelihood with its best prior has 16
    public void GivenTheBestLikelihood_WhenQ1bIsJudged_ThenItMustReachWhatTheBestPriorReaches(double distance, Verdict expected) =>
        Assert.Equal(expected, Judge("rae/Q1b", "vae-laplace", m => m.With(RaeImages.StandardNormal, distance)));

    [Theory]
    [InlineData(18, Verdict.Holds)]
    [InlineData(18.1, Verdict.Fails)]
    public void GivenOneLikelihoodWhosePriorGainsNothing_WhenQ1cIsJudged_ThenItFails(double mixture, Verdict expected) =>
        Assert.Equal(expected, Judge("rae/Q1c", "vae-bernoulli", m => m.With(RaeImages.Gaussian, 19).With(RaeImages.Mixture, mixture)));

    [Theory]
    [InlineData(0.55, Verdict.Holds)]
    [InlineData(0.85, Verdict.Fails)] // nearer to 1 than the sharpest likelihood's 0.8
    [InlineData(1.15, Verdict.Fails)]
    public void GivenAPriorThatSharpens_WhenQ1dIsJudged_ThenTheLikelihoodMustSharpenMore(double sharpness, Verdict expected) =>
        Assert.Equal(expected, Judge("rae/Q1d", "vae", m => m.WithSharpness(RaeImages.Mixture, sharpness)));
}
