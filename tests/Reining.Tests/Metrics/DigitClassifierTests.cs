using Reining.Data;
using Reining.Metrics;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Tests.Metrics;

public class DigitClassifierTests
{
    static (Tensor Images, Tensor Labels) Noise(long count)
    {
        using var generator = new Generator(1, CPU);
        return (rand(count, 1, 28, 28, generator: generator), randint(0, 10, [count], dtype: int64, generator: generator));
    }

    static DigitClassifier Briefly(int seed)
    {
        using var scope = NewDisposeScope();
        var (images, labels) = Noise(150);
        return DigitClassifier.Train(images, labels, new() { Steps = 5, BatchSize = 40, Seed = seed });
    }

    [Fact]
    public void GivenEightThousandDigits_WhenTrained_ThenTheTestSetIsReadAndDamageIsMeasured()
    {
        using var scope = NewDisposeScope();
        var (train, test) = Mnist.Load();
        var first = train.Take(8000);
        var losses = new List<double>();
        using var classifier = DigitClassifier.Train(first.Images(), first.Labels(), progress: (_, loss) => losses.Add(loss));

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
        var distances = new[] { 0, 0.1, 0.2, 0.4 }.Select(sigma =>
            FrechetDistance.Between(real, FeatureStatistics.Of(classifier, (others + sigma * randn(others.shape, generator: generator)).clamp(0, 1)).ToGaussian())).ToArray();
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
            using var loaded = DigitClassifier.Load(path);
            var (images, _) = Noise(10);
            Assert.True(classifier.Logits(images).Equals(loaded.Logits(images)));
        }
        finally
        {
            File.Delete(path);
        }
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
        Contains("got 4x3x32x32 Float32; convert to one gray channel", () => classifier.Features(zeros(4, 3, 32, 32)));
        Contains("got 4x1x30x30", () => classifier.Logits(zeros(4, 1, 30, 30)));
        Contains("got 4x1x28x28 Byte", () => classifier.Features(zeros(4, 1, 28, 28, dtype: uint8)));
        Contains("expected 4 int64 labels, one for each image, got 3 Int64", () => classifier.Accuracy(zeros(4, 1, 28, 28), zeros(3, dtype: int64)));
        Contains("got 4 Float32; use labels.to(int64)", () => classifier.Accuracy(zeros(4, 1, 28, 28), zeros(4)));
        Contains("expected labels 0 … 9, got 0 … 10", () => DigitClassifier.Train(zeros(2, 1, 28, 28), tensor(new long[] { 0, 10 })));
        Assert.Contains("Steps: expected", Assert.Throws<ArgumentOutOfRangeException>(() => new DigitClassifierOptions { Steps = 0 }).Message, StringComparison.Ordinal);

        static void Contains(string expected, Func<object> act) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
    }
}
