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
    public void GivenAKnownReconstruction_WhenReduced_ThenTheSumIsThatOverPixelsAndTheMeanThatOverD(PixelReduction reduction, double expected)
    {
        using var scope = NewDisposeScope();
        using var model = Known(new RegularizedAutoencoder(new RegularizedAutoencoderOptions(SmallModels.Net) { Reduction = reduction }, new Generator(1)));
        var terms = Loss(model);
        Assert.Equal(expected, terms.Total.ToDouble(), 1e-10);
        Assert.Equal((null, null), (terms.Latent, terms.Regularizer));
    }

    [Fact]
    public void GivenKnownCodes_WhenPenalized_ThenTheTermIsHalfTheWeightTimesTheSquaredNorm()
    {
        using var scope = NewDisposeScope();
        using var model = Known(SmallModels.Rae(latent: 0.3)(new Generator(1)));
        var terms = Loss(model);
        Assert.Equal(0.3 * 0.5 * 14, terms.Latent!.ToDouble(), 1e-10);
        Assert.Equal(Pixels * 0.25 + 2.1, terms.Total.ToDouble(), 1e-10);
    }

    [Fact]
    public void GivenKnownKernels_WhenPenalizedByL2_ThenAllDecoderKernelsCountAndNoBiases()
    {
        using var scope = NewDisposeScope();
        using var model = SmallModels.Rae(0, DecoderRegularizer.L2, 0.02)(new Generator(1));
        model.to(ScalarType.Float64);
        using (no_grad())
        {
            foreach (var (name, parameter) in model.named_parameters())
                parameter.fill_(name.EndsWith(".weight", StringComparison.Ordinal) && !name.Contains("bn", StringComparison.Ordinal) ? Filled : 5);
        }
        const int Kernels = 3 * 1024 + 16 * 8 * 16 + 8 * 1 * 16; // dense 3 → 8·8·16, deconvolutions 16 → 8 and 8 → 1 of 4×4
        Assert.Equal(0.02 * Kernels * Filled * Filled, Loss(model).Regularizer!.ToDouble(), 1e-10);
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
        Assert.Equal(0.312 * kl, terms.Latent!.ToDouble(), 1e-10);
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
