using Reining.Data;
using Reining.Metrics;
using static TorchSharp.torch;

namespace Reining.Tests.Metrics;

public class PerceptualDistanceTests
{
    [Fact]
    public void GivenDigits_WhenCompared_ThenEqualOnesHaveNoDistanceAndNoisyOnesLessThanOthers()
    {
        using var scope = NewDisposeScope();
        var digits = Mnist.Load().Train.Take(600);
        using var classifier = ImageClassifier.Train(digits.Images(), digits.Labels(), new() { Steps = 60, BatchSize = 100, Seed = 3 });
        using var random = new Generator(1);
        var images = digits.Take(40).Images();
        var noisy = (images + 0.05 * randn(images.shape, generator: random)).clamp(0, 1);
        var others = images.roll(1, 0);
        double Between(Tensor a, Tensor b) => PerceptualDistance.Between(classifier, a, b);
        Assert.Equal(0, Between(images, images), 1e-9);
        Assert.Equal(Between(images, others), Between(others, images), 1e-6);
        Assert.InRange(Between(images, noisy), 1e-6, Between(images, others));
        var parts = Between(images[..13], others[..13]) * 13 + Between(images[13..], others[13..]) * 27;
        Assert.Equal(Between(images, others), parts / 40, 1e-6);
        Assert.Throws<ArgumentException>(() => PerceptualDistance.Between(classifier, images, others[..3]));
    }
}
