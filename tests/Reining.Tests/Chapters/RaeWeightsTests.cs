using Reining.Chapters.Autoencoders;
using Reining.Models;

namespace Reining.Tests.Chapters;

/// <summary>
/// The table of rae.md §2.3: what the author configured, and the same on the scale of sums, to the digits that the sheet prints.
/// </summary>
public class RaeWeightsTests
{
    static RaeWeights Of(string dataSet) => RaeWeights.All.Single(w => w.DataSet == dataSet);

    static void Digits(double printed, double actual, double half) => Assert.InRange(actual, printed - half, printed + half);

    [Theory]
    [InlineData("MNIST", 1024, 16, 1)]
    [InlineData("CIFAR-10", 3072, 128, 3)]
    [InlineData("CelebA", 12288, 64, 3)]
    public void GivenADataSet_WhenItsNetsAreListed_ThenTheyHaveTheSheetsSizes(string dataSet, int pixels, int latent, int channels)
    {
        var net = Of(dataSet).Net;
        Assert.Equal((pixels, latent, channels, 128), (net.Pixels, net.LatentSize, net.Channels, net.Width));
    }

    [Theory]
    [InlineData("MNIST", 0.312, 0.039, 30.7, 0)]
    [InlineData("CIFAR-10", 0.072, 0.0027, 18.4, 0)]
    [InlineData("CelebA", 0.2707, 0.03, 2000, 0.01)]
    public void GivenAStochasticModel_WhenConverted_ThenItsWeightIsTheSheets(string dataSet, double kl, double constantVariance,
        double discrepancy, double noise)
    {
        var weights = Of(dataSet);
        var net = weights.Net with { Width = 2 };
        Digits(kl, weights.Vae(net).KlWeight, 5e-5);
        Digits(constantVariance, weights.ConstantVarianceVae(net).LatentWeight, 1e-12);
        Assert.Equal(0.7, weights.ConstantVarianceVae(net).Sigma);
        Digits(discrepancy, weights.Wae(net).DiscrepancyWeight, 0.05);
        Assert.Equal(noise, weights.Wae(net).EncoderNoise);
        Assert.All([weights.Vae(net).Net, weights.ConstantVarianceVae(net).Net, weights.Wae(net).Net], n => Assert.Equal(net, n));
        Assert.All([weights.Vae(net).Reduction, weights.ConstantVarianceVae(net).Reduction, weights.Wae(net).Reduction], r =>
            Assert.Equal(PixelReduction.Sum, r));
    }

    [Theory]
    [InlineData("MNIST", 0.064, 0.0128, 1.02e-4, 0.0128, 3.2e-6, 1.152, 1.024e-4)]
    [InlineData("CIFAR-10", 0.48, 0.048, 3.07e-3, 0.0432, 0, 1.44, 3.072e-3)]
    [InlineData("CelebA", 0.0384, 0.0384, 1.23e-3, 0.0384, 1.92e-5, 0.9216, 0.012288)]
    public void GivenADeterministicModel_WhenConverted_ThenItsWeightsAreTheSheets(
        string dataSet, double rae, double l2Latent, double l2, double gpLatent, double gp, double sn, double aeL2)
    {
        var weights = Of(dataSet);
        var net = weights.Net with { Width = 2 };
        void Check(RegularizedAutoencoderOptions options, double latent, DecoderRegularizer regularizer, double weight)
        {
            Digits(latent, options.LatentWeight, 1e-12);
            Assert.Equal(regularizer, options.Regularizer);
            Digits(weight, options.RegularizerWeight, 0.005 * weight); // three digits
            Assert.Equal((PixelReduction.Sum, net), (options.Reduction, options.Net));
        }

        Check(weights.Ae(net), 0, DecoderRegularizer.None, 0);
        Check(weights.AeWithL2(net), 0, DecoderRegularizer.L2, aeL2);
        Check(weights.Rae(net), rae, DecoderRegularizer.None, 0);
        Check(weights.RaeL2(net), l2Latent, DecoderRegularizer.L2, l2);
        Check(weights.RaeGp(net), gpLatent, DecoderRegularizer.GradientPenalty, gp);
        Check(weights.RaeSn(net), sn, DecoderRegularizer.SpectralNorm, 0);
    }

    [Theory]
    [InlineData("MNIST", false)]
    [InlineData("CIFAR-10", false)]
    [InlineData("CelebA", true)]
    public void GivenTheAuthorsCode_WhenAskedFor_ThenOnlyItsVariantsChange(string dataSet, bool penalizesDense)
    {
        var weights = Of(dataSet);
        var net = weights.Net with { Width = 2 };
        Assert.Equal(weights.AeWithL2(net) with { PenalizeDense = penalizesDense }, weights.AeWithL2(net, authorsCode: true));
        Assert.Equal(weights.RaeL2(net) with { PenalizeDense = penalizesDense }, weights.RaeL2(net, authorsCode: true));
        Assert.Equal(weights.RaeGp(net) with { GradientPenalty = GradientPenaltyForm.SquaredOutput },
            weights.RaeGp(net, authorsCode: true));
        Assert.Equal(weights.RaeSn(net) with { NormalizeEncoder = true }, weights.RaeSn(net, authorsCode: true));
        Assert.True(weights.RaeL2(net).PenalizeDense && weights.RaeGp(net).GradientPenalty == GradientPenaltyForm.Jacobian
            && !weights.RaeSn(net).NormalizeEncoder);
    }

    [Fact]
    public void GivenTheSecondStage_WhenConverted_ThenItsWeightIsTimesTheLatentSize() =>
        Assert.Equal([1.5e-3 * 16, 1e-3 * 128, 2e-3 * 64], RaeWeights.All.Select(w => w.SecondStageKlWeight));
}
