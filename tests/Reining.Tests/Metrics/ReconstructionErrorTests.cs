using Reining.Metrics;
using static TorchSharp.torch;

namespace Reining.Tests.Metrics;

public class ReconstructionErrorTests
{
    [Fact]
    public void GivenTwoImages_WhenCompared_ThenTheErrorsAreTheHandWorkedOnes()
    {
        using var scope = NewDisposeScope();
        var images = zeros(2, 1, 2, 2);
        var reconstructions = tensor(new float[] { 0.5f, 0.5f, 0.5f, 0.5f, 0, 0, 0, 1 }, [2, 1, 2, 2]);
        // squared errors 1 and 1; norms 1 and 1
        Assert.Equal(new ReconstructionError(1, 0.25, 1, 2), ReconstructionError.Between(images, reconstructions));
        // squared errors 4 and 1; norms 2 and 1
        reconstructions.narrow(0, 0, 1).fill_(1);
        Assert.Equal(new ReconstructionError(2.5, 0.625, 1.5, 2), ReconstructionError.Between(images, reconstructions));
    }

    [Fact]
    public void GivenMoreImagesThanOneBatch_WhenCompared_ThenAllAreCounted()
    {
        using var scope = NewDisposeScope();
        var images = rand(1203, 3, 2, 2, generator: new Generator(1, CPU));
        var others = rand(1203, 3, 2, 2, generator: new Generator(2, CPU));
        var error = ReconstructionError.Between(images, others);

        Assert.Equal(1203, error.Count);
        Assert.Equal((images.to(float64) - others.to(float64)).square().mean().item<double>(), error.PerPixel, 1e-12);
        Assert.Equal(error.PerPixel * 12, error.PerImage, 1e-12);
    }

    [Fact]
    public void GivenOtherShapes_WhenCompared_ThenTheMessageShowsBoth()
    {
        using var scope = NewDisposeScope();
        var message = Assert.Throws<ArgumentException>(() => ReconstructionError.Between(zeros(2, 1, 28, 28), zeros(2, 1, 32, 32))).Message;
        Assert.Contains("got 2x1x28x28 and 2x1x32x32; pad the images", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ReconstructionError.Between(zeros(4, 4), zeros(4, 4)));
    }
}
