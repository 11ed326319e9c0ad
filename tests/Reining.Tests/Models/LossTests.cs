using Reining.Models;
using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Models;

/// <summary>Losses against numbers worked by hand, on nets whose weights are set so that codes and reconstructions are known.</summary>
public class LossTests
{
    const double Pixel = 0.2, Output = 0.7, Filled = 0.1;
    const int Pixels = 16 * 16;
    static readonly double[] Code = [1, -2, 3]; // ‖z‖² = 14

    /// <summary>Codes are <see cref="Code"/> and reconstructions <see cref="Output"/>, whatever the image.</summary>
    static T Known<T>(T model) where T : Autoencoder
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        model.to(ScalarType.Float64);
        var own = Weights.Named(model).ToDictionary();
        own["encoder.dense.weight"].zero_();
        own["encoder.dense.bias"].copy_(tensor(Code));
        own["decoder.deconv2.weight"].zero_();
        own["decoder.deconv2.bias"].fill_(Math.Log(Output / (1 - Output)));
        return model;
    }

    static LossTerms Loss(Autoencoder model) => model.Loss(full([4, 1, 16, 16], Pixel, dtype: ScalarType.Float64), new Generator(1));

    [Theory]
    [InlineData(PixelReduction.Sum, Pixels * 0.25)]
    [InlineData(PixelReduction.Mean, 0.25)]
    public void GivenAKnownReconstruction_WhenReduced_ThenTheSumIsThatOverPixelsAndTheMeanThatOverD(
        PixelReduction reduction, double expected)
    {
        using var scope = NewDisposeScope();
        using var model = Known(
            new RegularizedAutoencoder(new RegularizedAutoencoderOptions(SmallModels.Net) { Reduction = reduction }, new Generator(1)));
        var terms = Loss(model);
        Assert.Equal(expected, terms.Total.ToDouble(), 1e-10);
        Assert.Equal(["reconstruction"], terms.Parts.Select(p => p.Name));
    }

    [Fact]
    public void GivenKnownCodes_WhenPenalized_ThenTheTermIsHalfTheWeightTimesTheSquaredNorm()
    {
        using var scope = NewDisposeScope();
        using var model = Known(SmallModels.Rae(latent: 0.3)(new Generator(1)));
        var terms = Loss(model);
        Assert.Equal(0.3 * 0.5 * 14, terms["latent"].ToDouble(), 1e-10);
        Assert.Equal(Pixels * 0.25 + 2.1, terms.Total.ToDouble(), 1e-10);
    }

    [Theory]
    [InlineData(true, 3 * 1024 + 16 * 8 * 16 + 8 * 1 * 16)] // dense 3 → 8·8·16, deconvolutions 16 → 8 and 8 → 1 of 4×4
    [InlineData(false, 16 * 8 * 16 + 8 * 1 * 16)] // the author's MNIST and CIFAR-10 nets
    public void GivenKnownKernels_WhenPenalizedByL2_ThenDecoderKernelsCountAndNoBiases(bool penalizeDense, int kernels)
    {
        using var scope = NewDisposeScope();
        var options = new RegularizedAutoencoderOptions(SmallModels.Net, 0, DecoderRegularizer.L2, 0.02) { PenalizeDense = penalizeDense };
        using var model = new RegularizedAutoencoder(options, new Generator(1));
        model.to(ScalarType.Float64);
        using (no_grad())
        {
            foreach (var (name, parameter) in model.named_parameters())
                parameter.fill_(
                    name.EndsWith(".weight", StringComparison.Ordinal) && !name.Contains("bn", StringComparison.Ordinal) ? Filled : 5);
        }
        Assert.Equal(0.02 * kernels * Filled * Filled, Loss(model)["regularizer"].ToDouble(), 1e-10);
    }

    [Fact]
    public void GivenAKnownCode_WhenTheConstantVarianceVaesLossIsTaken_ThenThePenaltyIsOnTheMeanAlone()
    {
        using var scope = NewDisposeScope();
        using var model = Known(new ConstantVarianceVae(new ConstantVarianceVaeOptions(SmallModels.Net, 0.04), new Generator(1)));
        var terms = Loss(model);
        Assert.Equal(0.04 * 0.5 * 14, terms["latent"].ToDouble(), 1e-10);
        Assert.Equal(Pixels * 0.25 + 0.28, terms.Total.ToDouble(), 1e-10);
    }

    [Fact]
    public void GivenTheConstantVarianceVae_WhenSigmaVanishes_ThenItIsTheDeterministicModelAndOtherwiseNot()
    {
        using var scope = NewDisposeScope();
        LossTerms Of(Autoencoder model)
        {
            model.to(ScalarType.Float64);
            return model.Loss(rand([4, 1, 16, 16], dtype: ScalarType.Float64, generator: new Generator(8)), new Generator(1));
        }
        var options = new ConstantVarianceVaeOptions(SmallModels.Net, 0.5);
        Assert.Equal(0.7, options.Sigma);
        using var rae = SmallModels.Rae(0.5)(new Generator(1));
        using var still = new ConstantVarianceVae(options with { Sigma = 1e-12 }, new Generator(1));
        using var noisy = new ConstantVarianceVae(options, new Generator(1));
        var expected = Of(rae).Total.ToDouble();
        Assert.Equal(expected, Of(still).Total.ToDouble(), 1e-8);
        Assert.True(Math.Abs(expected - Of(noisy).Total.ToDouble()) > 1e-4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    public void GivenTheWae_WhenItsLossIsTaken_ThenItIsReconstructionPlusWeightTimesDiscrepancyToItsDraws(double inputNoise)
    {
        using var scope = NewDisposeScope();
        using var model = Known(new WassersteinAutoencoder(
            new WassersteinAutoencoderOptions(SmallModels.Net, 5) { EncoderNoise = inputNoise }, new Generator(1)));
        model.eval(); // without input noise, so that the generator's first draw is the prior's
        var prior = randn([4, 3], dtype: ScalarType.Float64, generator: new Generator(1));
        var codes = tensor(Code).expand(4, 3);
        var expected = 5 * MaximumMeanDiscrepancy.InverseMultiquadratic(codes, prior).ToDouble();
        var terms = Loss(model);
        Assert.Equal(expected, terms["latent"].ToDouble(), 1e-10);
        Assert.Equal(Pixels * 0.25 + expected, terms.Total.ToDouble(), 1e-10);
    }

    [Fact]
    public void GivenAKnownPosterior_WhenTheVaesLossIsTaken_ThenItIsReconstructionPlusWeightTimesKl()
    {
        using var scope = NewDisposeScope();
        using var model = Known(new Vae(new VaeOptions(SmallModels.Net, 0.312), new Generator(1)));
        var own = Weights.Named(model).ToDictionary();
        using (no_grad())
        {
            own["log_sigma.weight"].zero_();
            own["log_sigma.bias"].fill_(Math.Atanh(Math.Log(2) / 5)); // σ = 2
        }
        var kl = 0.5 * (14 + 3 * (4 - 1 - 2 * Math.Log(2)));
        var terms = Loss(model);
        Assert.Equal(0.312 * kl, terms["latent"].ToDouble(), 1e-10);
        Assert.Equal(Pixels * 0.25 + 0.312 * kl, terms.Total.ToDouble(), 1e-10);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(0, 2)]
    [InlineData(-1.5, 0.3)]
    [InlineData(0.2, 1.4)]
    public void GivenAGaussian_WhenItsKlIsTaken_ThenItEqualsTheIntegral(double mu, double sigma)
    {
        using var scope = NewDisposeScope();
        var rows = tensor(new[] { mu, mu, 0, 0 }, [2, 2]);
        var logSigmas = tensor(new[] { Math.Log(sigma), Math.Log(sigma), 0, 0 }, [2, 2]);

        var kl = Vae.KullbackLeibler(rows, logSigmas).data<double>().ToArray();

        Assert.Equal(2 * Integral(mu, sigma), kl[0], 1e-8); // two equal dimensions
        Assert.Equal(0, kl[1], 1e-12); // N(0, I) itself
    }

    /// <summary>∫ q log(q/p) by the trapezoid rule, which is exact to rounding for such integrands.</summary>
    static double Integral(double mu, double sigma)
    {
        const int Points = 4000;
        var sum = 0.0;
        for (var i = 0; i <= Points; i++)
        {
            var t = -12 + 24.0 * i / Points;
            var x = mu + sigma * t;
            var q = Math.Exp(-t * t / 2) / Math.Sqrt(2 * Math.PI); // of t
            sum += q * (-t * t / 2 - Math.Log(sigma) + x * x / 2) * 24 / Points;
        }
        return sum;
    }
}
