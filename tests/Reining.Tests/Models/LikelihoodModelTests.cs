using Reining.Metrics;
using Reining.Models;
using Reining.Tests.Child;
using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Models;

/// <summary>Autoencoders with likelihoods in the place of the squared error.</summary>
public class LikelihoodModelTests
{
    const int Steps = 50;

    public static TheoryData<string> Models => [.. SmallModels.All.Keys.Where(k => k.Contains(" with ", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Models))]
    public void GivenSixteenImages_WhenTrainedFiftySteps_ThenTheLossAndTheSquaredErrorFall(string name)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var model = SmallModels.All[name](random);
        var images = TrainCommand.Disks(16, 16).Images().expand(-1, model.Net.Channels, -1, -1);
        model.train();
        double SquaredError()
        {
            using var inner = NewDisposeScope();
            using var noGrad = no_grad();
            return ReconstructionError.Between(images, model.forward(images)).PerImage;
        }

        var before = SquaredError();
        var losses = SmallModels.Train(model, images, Steps, random);
        var after = SquaredError();
        Assert.True(losses[^5..].Average() < losses[0], string.Join(" ", losses.Select(e => $"{e:0.0}")));
        Assert.True(after < before / 2, $"{before} → {after}");
        if (Weights.Named(model).ToDictionary().TryGetValue("likelihood_scale", out var scale))
        {
            // Errors are smaller than the start. The logistic, whose location is not squashed, may do without a smaller scale.
            var value = scale.ToDouble();
            Assert.True(model.Likelihood is DiscretizedLogisticLikelihood ? Math.Abs(value) > 0.02 : value < -0.02, $"scale {value}");
        }
    }

    [Fact]
    public void GivenAFixedGaussian_WhenScaledBack_ThenItsLossIsTheChaptersSquaredErrorAndKl()
    {
        using var scope = NewDisposeScope();
        var images = rand([4, 1, 16, 16], dtype: ScalarType.Float64, generator: new Generator(8));
        LossTerms Of(VaeOptions options)
        {
            var model = new Vae(options, new Generator(1));
            model.to(ScalarType.Float64);
            return model.Loss(images, new Generator(2));
        }
        const double Weight = 0.312;
        var gaussian = FixedGaussianLikelihood.OfKlWeight(Weight);
        Assert.Equal(Math.Sqrt(0.156), gaussian.Sigma, 1e-12);
        var (chapter, elbo) = (Of(new VaeOptions(SmallModels.Net, Weight)), Of(VaeOptions.Elbo(SmallModels.Net, gaussian)));
        var constant = 256 * 0.5 * Math.Log(2 * Math.PI * 0.156);
        Assert.Equal(chapter.Total.ToDouble(), Weight * (elbo.Total.ToDouble() - constant), 1e-9);
    }

    [Fact]
    public void GivenNoLikelihood_WhenTheVaeIsMade_ThenItHasNoFurtherWeightAndItsEvidenceIsTheSquaredErrors()
    {
        using var sum = new Vae(new VaeOptions(SmallModels.Net, 0.312), new Generator(1));
        using var mean = new Vae(new VaeOptions(SmallModels.Net, 0.312 / 256) { Reduction = PixelReduction.Mean }, new Generator(1));
        Assert.DoesNotContain(Weights.Named(sum), w => w.Key.StartsWith("likelihood", StringComparison.Ordinal));
        Assert.Equal(Math.Sqrt(0.156), Assert.IsType<FixedGaussianLikelihood>(sum.EvidenceLikelihood).Sigma, 1e-12);
        Assert.Equal(Math.Sqrt(0.156), Assert.IsType<FixedGaussianLikelihood>(mean.EvidenceLikelihood).Sigma, 1e-12);
    }

    [Fact]
    public void GivenDequantization_WhenTheLossIsTaken_ThenOnlyTheTargetIsNoisyByLessThanALevel()
    {
        using var scope = NewDisposeScope();
        var levels = arange(256, dtype: ScalarType.Float64).view(1, 1, 16, 16) / 255;
        var noisy = Dequantization.Apply(levels, new Generator(5));
        Assert.True(((noisy * 256).floor() == (levels * 255).round()).all().item<bool>());
        Assert.InRange((noisy * 256 - (noisy * 256).floor()).mean().ToDouble(), 0.4, 0.6);

        LossTerms Of(bool dequantize)
        {
            var model = new Vae(
                VaeOptions.Elbo(SmallModels.Net, new FixedGaussianLikelihood(0.3)) with { Dequantize = dequantize }, new Generator(1));
            model.to(ScalarType.Float64);
            return model.Loss(levels.expand(4, -1, -1, -1), new Generator(2));
        }
        var (clean, changed) = (Of(false), Of(true));
        Assert.Equal(clean["latent"].ToDouble(), changed["latent"].ToDouble(), 1e-12);
        Assert.NotEqual(clean["reconstruction"].ToDouble(), changed["reconstruction"].ToDouble(), 1e-6);
    }

    [Fact]
    public void GivenTheImageClassifier_WhenItsFeaturesAreTheLoss_ThenOnlyTheModelGetsGradients()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var images = rand([8, 1, 32, 32], generator: random);
        using var classifier = ImageClassifier.Train(images, arange(8), new ImageClassifierOptions { Steps = 2 });
        var likelihood = new PerceptualLikelihood(classifier.Name, classifier.Features);
        using var model = new Vae(VaeOptions.Elbo(ConvNetOptions.Mnist(width: 2, latentSize: 3), likelihood), random);
        model.Loss(images, random).Total.backward();
        Assert.All(model.parameters(), p => Assert.NotNull(p.grad));
        Assert.False(classifier.Features(images).requires_grad);
    }
}
