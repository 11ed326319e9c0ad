using Reining.Data;
using Reining.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Metrics;

public class StackedModesTests
{
    [Fact]
    public void GivenImagesOfThreeDigits_WhenModesAreCounted_ThenItIsTheCountMadeOneByOne()
    {
        using var scope = NewDisposeScope();
        var train = Mnist.Load().Train.Take(1_500);
        using var judge = ImageClassifier.Train(train.Images(), train.Labels(), new() { Steps = 250 });
        var images = StackedMnist.Of(train, 40, 1).Images();
        var modes = new List<int>();
        for (var i = 0; i < 40; i++)
        {
            var (mode, sure) = (0, true);
            for (var c = 0; c < 3; c++)
            {
                var probabilities = judge.Logits(images[i, c].view(1, 1, 28, 28)).softmax(1)[0];
                var digit = (int)probabilities.argmax().item<long>();
                (mode, sure) = (10 * mode + digit, sure && probabilities[digit].ToDouble() > 0.9);
            }
            if (sure)
                modes.Add(mode);
        }
        var found = StackedModes.Of(judge, images);
        Assert.InRange(modes.Count, 3, 39); // some are sure and some are not, or the test says nothing
        Assert.Equal(modes.Distinct().Count(), found.Found);
        Assert.Equal(modes.Count / 40.0, found.Confident, 12);
        var divergence = modes.GroupBy(m => m).Sum(g => (double)g.Count() / modes.Count * Math.Log(1_000.0 * g.Count() / modes.Count));
        Assert.Equal(divergence, found.Divergence, 12);

        var none = StackedModes.Of(judge, images, threshold: 1);
        Assert.Equal((0, Math.Log(1_000), 0.0), (none.Found, none.Divergence, none.Confident));
        Assert.Throws<ArgumentException>(() => StackedModes.Of(judge, images[TensorIndex.Colon, ..1]));
    }
}
