using Reining.Data;
using Reining.Metrics;
using Reining.Numerics;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Tests.Metrics;

public class ImageClassifierTests
{
    static (Tensor Images, Tensor Labels) Noise(long count)
    {
        using var generator = new Generator(1, CPU);
        return (rand(count, 1, 28, 28, generator: generator), randint(0, 10, [count], dtype: int64, generator: generator));
    }

    static ImageClassifier Briefly(ulong seed)
    {
        using var scope = NewDisposeScope();
        var (images, labels) = Noise(150);
        return ImageClassifier.Train(images, labels, new() { Steps = 5, BatchSize = 40, Seed = seed });
    }

    [Fact]
    public void GivenEightThousandDigits_WhenTrained_ThenTheTestSetIsReadAndDamageIsMeasured()
    {
        using var scope = NewDisposeScope();
        var (train, test) = Mnist.Load();
        var first = train.Take(8000);
        var losses = new List<double>();
        using var classifier = ImageClassifier.Train(first.Images(), first.Labels(), progress: (_, loss) => losses.Add(loss));

        var images = test.Images();
        var accuracy = classifier.Accuracy(images, test.Labels());
        Assert.True(accuracy >= 0.975, $"accuracy {accuracy}");
        Assert.InRange(losses[0], 0.7 * Math.Log(10), 1.5 * Math.Log(10));

        // The distance to the real images rises with the noise, from the floor upward. Random halves: the second 5000 of the
        // test set come from other writers than the first, and differ from them more than a little noise does.
        using var generator = new Generator(1, CPU);
        images = images.index_select(0, randperm(10_000, generator: generator));
        var features = MiniBatches.Map(images, classifier.Features);
        var real = FeatureStatistics.Of(features.narrow(0, 0, 5000)).ToGaussian();
        var others = images.narrow(0, 5000, 5000);
        var distances = new[] { 0, 0.1, 0.2, 0.4 }.Select(sigma => FrechetDistance.Between(
            real,
            FeatureStatistics.Of(classifier, (others + sigma * randn(others.shape, generator: generator)).clamp(0, 1)).ToGaussian()))
            .ToArray();
        Assert.Equal(distances.Order(), distances);
        Assert.True(distances[3] > 5 * distances[0], string.Join(", ", distances));
        Assert.Equal(0, FrechetDistance.Between(features, features), 1e-8);
    }

    [Fact]
    public void GivenASeed_WhenTrainedTwice_ThenTheFeaturesAreEqualBitForBit()
    {
        using var scope = NewDisposeScope();
        var (images, _) = Noise(10);
        using var first = Briefly(3);
        manual_seed(1234);
        using var again = Briefly(3);
        using var other = Briefly(4);

        Assert.True(first.Features(images).Equals(again.Features(images)));
        Assert.False(first.Features(images).Equals(other.Features(images)));
        Assert.Equal([10, first.Dimensions], first.Features(images).shape);
        Assert.True(first.Features(images).min().item<float>() >= 0);
    }

    [Fact]
    public void GivenPaddedImages_WhenSeen_ThenTheyGiveTheSameFeatures()
    {
        using var scope = NewDisposeScope();
        using var classifier = Briefly(0);
        var (images, _) = Noise(10);
        Assert.True(classifier.Features(images).Equals(classifier.Features(F.pad(images, [2, 2, 2, 2]))));
    }

    [Fact]
    public void GivenATrainedClassifier_WhenSavedAndLoaded_ThenItsScoresAreEqualBitForBit()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(Path.GetTempPath(), $"reining-{Guid.NewGuid():N}.safetensors");
        try
        {
            using var classifier = Briefly(0);
            classifier.Save(path);
            using var loaded = ImageClassifier.Load(path);
            var (images, _) = Noise(10);
            Assert.True(classifier.Logits(images).Equals(loaded.Logits(images)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Class 0 is redder on the left, class 1 on the right: mirrored batches would mix them up, so Flip must stay off by default.
    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    public void GivenColorImages_WhenTrained_ThenTwoClassesAreToldApartAndWeightsAreReadBack(int side)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var labels = randint(0, 2, [64], dtype: int64, generator: generator);
        var images = rand(64, 3, side, side, generator: generator) * 0.8;
        for (var i = 0; i < 64; i++) images[i, 0].narrow(1, labels[i].item<long>() * side / 2, side / 2).add_(0.2);
        var options = new ImageClassifierOptions { Steps = 40, BatchSize = 32, Classes = 2, Width = 4, Features = 12 };
        using var classifier = ImageClassifier.Train(images, labels, options);
        Assert.Equal((12, 2), (classifier.Dimensions, classifier.Classes));
        Assert.True(classifier.Accuracy(images, labels) > 0.95);
        using var mirrored = ImageClassifier.Train(images, labels, options with { Flip = true });
        Assert.True(mirrored.Accuracy(images, labels) < 0.95);

        var path = Path.Combine(Path.GetTempPath(), $"reining-{Guid.NewGuid():N}.safetensors");
        try
        {
            classifier.Save(path);
            using var loaded = ImageClassifier.Load(path);
            Assert.True(classifier.Features(images).Equals(loaded.Features(images)));
            Assert.Equal(classifier.Name, loaded.Name);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // A quarter of the natural images in the subset, two hundred steps: far above the 10 % of guessing, and noise is measured.
    [SkippableFact]
    public void GivenPhotographs_WhenTrained_ThenTheDistanceRisesWithNoise()
    {
        var subset = Cifar10.Subset();
        Skip.If(subset is null, $"{Cifar10.SubsetVariable} names no folder with cifar10-subset.");
        using var scope = NewDisposeScope();
        var train = subset!.Train.Take(2500);
        using var classifier = ImageClassifier.Train(train.Images(), train.Labels(), new() { Steps = 200, Flip = true });
        var images = subset.Test.Images();
        var accuracy = classifier.Accuracy(images, subset.Test.Labels());
        Assert.True(accuracy > 0.3, $"accuracy {accuracy}");
        using var generator = new Generator(1, CPU);
        var real = FeatureStatistics.Of(classifier, images.narrow(0, 0, 1250)).ToGaussian();
        var others = images.narrow(0, 1250, 1250);
        var distances = new[] { 0, 0.1, 0.3 }.Select(sigma => FrechetDistance.Between(
            real,
            FeatureStatistics.Of(classifier, (others + sigma * randn(others.shape, generator: generator)).clamp(0, 1)).ToGaussian()))
            .ToArray();
        Assert.Equal(distances.Order(), distances);
        Assert.True(distances[2] > 3 * distances[0], string.Join(", ", distances));
    }

    [Fact]
    public void GivenTraining_WhenDisposed_ThenNoTensorStaysAlive()
    {
        Briefly(0).Dispose();
        var before = LiveTensors.OnThisThread;
        Briefly(1).Dispose();
        Assert.Equal(before, LiveTensors.OnThisThread);
    }

    [Fact]
    public void GivenWrongImagesOrLabels_WhenUsed_ThenTheMessageSaysSo()
    {
        using var scope = NewDisposeScope();
        using var classifier = Briefly(0);
        Contains("expected floating-point images (N, 1, 32, 32) or of 28x28 in [0, 1], as in training, got 4x3x32x32 Float32",
            () => classifier.Features(zeros(4, 3, 32, 32)));
        Contains("got 4x1x30x30", () => classifier.Logits(zeros(4, 1, 30, 30)));
        Contains("got 4x1x28x28 Byte", () => classifier.Features(zeros(4, 1, 28, 28, dtype: uint8)));
        Contains(
            "expected 4 int64 labels, one for each image, got 3 Int64",
            () => classifier.Accuracy(zeros(4, 1, 28, 28), zeros(3, dtype: int64)));
        Contains("got 4 Float32; use labels.to(int64)", () => classifier.Accuracy(zeros(4, 1, 28, 28), zeros(4)));
        Contains("got 4x2x32x32 Float32; pad or resize", () => ImageClassifier.Train(zeros(4, 2, 32, 32), zeros(4, dtype: int64)));
        Contains("got 4x3x48x48 Float32", () => ImageClassifier.Train(zeros(4, 3, 48, 48), zeros(4, dtype: int64)));
        Contains("expected labels 0 … 9, got 0 … 10", () => ImageClassifier.Train(zeros(2, 1, 28, 28), tensor(new long[] { 0, 10 })));
        Refusal.Of<ArgumentOutOfRangeException>(() => new ImageClassifierOptions { Steps = 0 }, "Steps: expected");

        static void Contains(string expected, Func<object> act) =>
            Refusal.Of<ArgumentException>(act, expected);
    }
}
