using Reining.Metrics;
using Reining.Numerics;
using static TorchSharp.torch;

namespace Reining.Tests.Metrics;

public class SharpnessTests
{
    [Fact]
    public void GivenOneBrightPixel_WhenMeasured_ThenTheEnergyIsTheHandWorkedOne()
    {
        // Of nine inner pixels the middle answers −4, its four neighbors 1.
        using var scope = NewDisposeScope();
        var image = zeros(1, 1, 5, 5);
        image[0, 0, 2, 2] = 1;
        Assert.Equal((16 + 4) / 9.0, Sharpness.Energy(image), 1e-12);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.4)]
    [InlineData(1.5)]
    [InlineData(Math.PI)]
    public void GivenAWave_WhenMeasured_ThenTheEnergyIsTheWavesTimesTheLaplaciansFactor(double frequency)
    {
        using var scope = NewDisposeScope();
        var wave = (frequency * arange(40, dtype: float64) + 0.3).cos().view(1, 1, 1, 40).expand(2, 3, 12, 40);
        var inner = wave.narrow(3, 1, 38).square().mean().item<double>();
        Assert.Equal(inner * Math.Pow(2 - 2 * Math.Cos(frequency), 2), Sharpness.Energy(wave), 1e-12);
    }

    [Fact]
    public void GivenBlurNoiseAndContrast_WhenCompared_ThenTheRatioFallsRisesAndIsItsSquare()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var images = rand(6, 2, 16, 16, generator: generator);
        var blurred = nn.functional.avg_pool2d(images, 3, stride: 1, padding: 1);
        Assert.Equal(1, Sharpness.Ratio(images, images));
        Assert.Equal(0.25, Sharpness.Ratio(images / 2, images), 1e-6);
        Assert.InRange(Sharpness.Ratio(blurred, images), 0.001, 0.2);
        Assert.True(Sharpness.Ratio(images + 0.5 * randn(images.shape, generator: generator), images) > 1.5);
    }

    [Fact]
    public void GivenMoreImagesThanAPiece_WhenMeasured_ThenTheEnergyIsTheMeanOfTheParts()
    {
        using var scope = NewDisposeScope();
        var images = rand(2 * MiniBatches.DefaultSize + 200, 1, 6, 6, generator: new Generator(1, CPU));
        var parts = images.split(400).Select(p => p.shape[0] * Sharpness.Energy(p)).Sum() / images.shape[0];
        Assert.Equal(parts, Sharpness.Energy(images), 1e-12);
    }

    [Fact]
    public void GivenUnfitImages_WhenMeasured_ThenTheMessageSaysWhy()
    {
        using var scope = NewDisposeScope();
        var image = rand(1, 1, 4, 4);
        Refusal.Of<ArgumentException>(() => Sharpness.Energy(zeros(1, 1, 2, 4)), "at least 3x3 pixels, got 1x1x2x4");
        Refusal.Of<ArgumentException>(() => Sharpness.Ratio(image, zeros(1, 1, 4, 4)), "expected inputs with detail");
        Refusal.Of<ArgumentException>(() => Sharpness.Ratio(image, rand(1, 1, 5, 5)), "expected images of one size");
        Refusal.Of<ArgumentException>(() => Sharpness.Energy(image * float.NaN), "expected finite pixels");
    }
}
