using Reining.Chapters.Autoencoders;
using Reining.Models;
using static TorchSharp.torch;

namespace Reining.Tests.Chapters;

public class RaeModelTests
{
    // The author's MNIST configuration, rae.md §2.3: images of D_x = 1024 pixels, d = 16.
    const double Pixels = 32 * 32, Latent = 16;

    /// <summary>b = 2β·D_x/d, because the code takes means over pixels and over latent dimensions and no ½.</summary>
    static double B(double beta) => 2 * beta * Pixels / Latent;

    static RegularizedAutoencoderOptions Settings(string name)
    {
        using var random = new Generator(1);
        using var model = (RegularizedAutoencoder)RaeModel.Named(name).Make(ConvNetOptions.Mnist(width: 1), random);
        return model.Settings;
    }

    [Theory]
    [InlineData("AE", 0, DecoderRegularizer.None, 0)]
    [InlineData("RAE", 5e-4, DecoderRegularizer.None, 0)]
    [InlineData("RAE-L2", 1e-4, DecoderRegularizer.L2, 1e-7 * Pixels)] // λ_c = λ·D_x
    [InlineData("RAE-GP", 1e-4, DecoderRegularizer.GradientPenalty, 0.5e-7 * Pixels / Latent)] // g = λ_GP·D_x/d
    [InlineData("RAE-SN", 9e-3, DecoderRegularizer.SpectralNorm, 0)]
    public void GivenTheAuthorsConfiguration_WhenConverted_ThenItIsTheModelsCanonicalWeights(string name, double beta,
        DecoderRegularizer regularizer, double weight)
    {
        var settings = Settings(name);
        Assert.Equal(B(beta), settings.LatentWeight, 1e-9);
        Assert.Equal(regularizer, settings.Regularizer);
        Assert.Equal(weight, settings.RegularizerWeight, 0.005 * weight); // the sheet gives three digits
        Assert.Equal(PixelReduction.Sum, settings.Reduction);
        Assert.False(settings.NormalizeEncoder);
    }

    [Fact]
    public void GivenTheVae_WhenMade_ThenItsKlWeightIsTheAuthors()
    {
        using var random = new Generator(1);
        using var model = (Vae)RaeModel.Named("VAE").Make(ConvNetOptions.Mnist(width: 1), random);
        Assert.Equal((0.312, PixelReduction.Sum), (model.Settings.KlWeight, model.Settings.Reduction)); // one channel: C·w = w
    }

    [Fact]
    public void GivenTheTable_WhenListed_ThenItHasTheRowsOfTheChapterAndEachDrawsNAsTheThesisDoes()
    {
        Assert.Equal(["VAE", "CV-VAE", "WAE", "2sVAE", "AE", "AE-L2", "RAE", "RAE-L2", "RAE-GP", "RAE-SN"],
            RaeModel.Table.Select(m => m.Name));
        Assert.Equal(["VAE", "WAE"], RaeModel.Table.Where(m => m.AssumedPrior == RaeImages.StandardNormal).Select(m => m.Name));
        Assert.Equal(["2sVAE"], RaeModel.Table.Where(m => m.AssumedPrior == RaeImages.SecondStage).Select(m => m.Name));
        Assert.Equal("VAE", RaeModel.Named("2sVAE").FirstStage!.Name);
        Assert.Equal([1e-4, 1e-4, 1e-3, 1e-4, 5e-4, 5e-4, 5e-4, 5e-4, 5e-4, 5e-4], RaeModel.Table.Select(m => m.AuthorsRate)); // rae.md §4
    }

    [Fact]
    public void GivenTheLikelihoods_WhenMade_ThenEachIsAVaeAndTheFirstIsTheTables()
    {
        Assert.Same(RaeModel.Table[0], RaeModel.Likelihoods[0]);
        Assert.Equal(7, RaeModel.Likelihoods.Count);
        using var random = new Generator(1);
        foreach (var row in RaeModel.Likelihoods.Skip(1))
        {
            using var model = Assert.IsType<Vae>(row.Make(ConvNetOptions.Mnist(width: 1), random));
            Assert.NotNull(model.Settings.Likelihood);
            Assert.Equal(row.Name == "VAE, features" ? 0.312 : 1, model.Settings.KlWeight);
        }
    }

    [Fact]
    public void GivenALossInFeatures_WhenNoFeatureNetIsGiven_ThenTheErrorSaysWhichToPass()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var model = RaeModel.Named("VAE, features").Make(ConvNetOptions.Mnist(width: 1), random);
        var images = zeros(2, 1, 32, 32);
        Refusal.Of<InvalidOperationException>(() => model.Loss(images, random), "pass RaeData.LossFeatures");
    }

    [Theory]
    [InlineData("GAN")]
    [InlineData("Vae")]
    [InlineData("")]
    public void GivenAnUnknownModel_WhenNamed_ThenTheErrorListsTheModels(string name) => Assert.Equal(
        $"Model: expected one of {string.Join(", ", RaeModel.All.Select(m => m.Name))}, got '{name}'.",
            Assert.Throws<ArgumentException>(() => RaeModel.Named(name)).Message);

    [Fact]
    public void GivenAnUnknownProfile_WhenNamed_ThenTheErrorListsTheProfiles()
    {
        var e = Assert.Throws<ArgumentException>(() => RaeProfile.Profiles.Named("huge"));
        Assert.StartsWith("Profile: expected ", e.Message, StringComparison.Ordinal);
        Assert.All(RaeProfile.Profiles.All, p => Assert.Contains(p.Name, e.Message, StringComparison.Ordinal));
        Assert.EndsWith("got 'huge'.", e.Message, StringComparison.Ordinal);
        Assert.All(RaeProfile.Profiles.All, p => Assert.Same(p, RaeProfile.Profiles.Named(p.Name)));
    }
}
