using Reining.Data;
using Reining.Metrics;
using Reining.Models;
using Reining.Tests.Data;
using Reining.Torch;
using Reining.Training;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Tests.Metrics;

/// <summary>The digit classifier is the ruler of every stored distance: its training must stay what it was, to the last bit.</summary>
public sealed class PlainClassifierTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static readonly ImageClassifierOptions Options = new() { Steps = 60, BatchSize = 100, Seed = 17 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GivenSixtySteps_WhenTakenByALoopWrittenOut_ThenTheWeightsAreEqualBitForBit(bool flip)
    {
        using var scope = NewDisposeScope();
        var digits = Mnist.Load().Train.Take(730); // no multiple of the batch
        var options = Options with { Flip = flip };
        using var trained = ImageClassifier.Train(digits.Images(), digits.Labels(), options);
        using var plain = Plain(digits.Images(), digits.Labels(), options);

        trained.Save(_folder.File("trained.safetensors"));
        using var file = Safetensors.Read(_folder.File("trained.safetensors"));
        Assert.Equal(Weights.Named(plain).Count(), file.Tensors.Count);
        Assert.All(Weights.Named(plain), w => Assert.True(w.Value.equal(file.Tensors[w.Key]).all().item<bool>(), w.Key));
        var images = Mnist.Load().Test.Take(50).Images(pad: 2);
        Assert.True(plain.Features(images).equal(trained.Features(images)).all().item<bool>());
    }

    // Another processor rounds otherwise, so the stored numbers hold within a tolerance; made by the loop of commit 3f26f03.
    [Fact]
    public void GivenSixtySteps_WhenTaken_ThenTheFeaturesAreTheStoredOnes()
    {
        using var scope = NewDisposeScope();
        var digits = Mnist.Load().Train.Take(730);
        using var trained = ImageClassifier.Train(digits.Images(), digits.Labels(), Options);
        var features = trained.Features(Mnist.Load().Test.Take(50).Images());
        Golden.AssertSummary(Golden.Read("classifier.json"), features, 1e-3, "features");
    }

    /// <summary>The loop as it was before there was one for all nets.</summary>
    static ClassifierNet Plain(Tensor images, Tensor labels, ImageClassifierOptions options)
    {
        using var generator = new Generator(options.Seed, CPU);
        var net = new ClassifierNet(1, 32, options.Width, options.Features, options.Classes, generator);
        using var adam = new Adam(net, new AdamOptions(options.LearningRate));
        var shifts = new Random((int)options.Seed);
        var (n, batch) = (images.shape[0], Math.Min(options.BatchSize, images.shape[0]));
        var order = empty(n, dtype: int64);
        for (var (step, position) = (1, n); step <= options.Steps; step++, position += batch)
        {
            using var scope = NewDisposeScope();
            if (position + batch > n)
            {
                order.copy_(randperm(n, generator: generator));
                position = 0;
            }
            var rows = order.narrow(0, position, batch); // (B,)
            var x = F.pad(images.index_select(0, rows).to(float32), [2, 2, 2, 2]).roll([shifts.Next(-2, 3), shifts.Next(-2, 3)], [2, 3]);
            if (options.Flip && shifts.Next(2) == 1)
                x = x.flip(3);
            var loss = F.cross_entropy(net.forward(x), labels.index_select(0, rows));
            adam.LearningRate = options.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * (step - 1) / options.Steps));
            adam.ZeroGrad();
            loss.backward();
            adam.Step();
        }
        return net;
    }
}
