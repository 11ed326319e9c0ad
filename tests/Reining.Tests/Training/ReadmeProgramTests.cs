using Reining.Data;
using Reining.Densities;
using Reining.Metrics;
using Reining.Models;
using Reining.Numerics;
using Reining.Tests.Data;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Tests.Training;

/// <summary>README's program with one epoch on 5000 digits at width 8, fifty steps in all, draws digits.</summary>
public sealed class ReadmeProgramTests : IDisposable
{
    const int Samples = 1000;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // With the running averages of training, the distance was 545 to 588 and all samples were one class: gray squares, worse than the mean
    // digit a thousand times (177). Now it is 30 to 55.
    [Fact]
    public void GivenOneEpochOnFiveThousandDigits_WhenSampled_ThenTheSamplesAreDigitsOfManyClasses()
    {
        using var scope = NewDisposeScope();
        var (train, test) = Mnist.Load();
        using var ruler = ImageClassifier.Train(train.Take(4000).Images(), train.Take(4000).Labels(), new() { Steps = 300 });

        var fit = new FitOptions(Epochs: 1);
        var net = ConvNetOptions.Mnist(width: 8);
        using var model = new RegularizedAutoencoder(new RegularizedAutoencoderOptions(net, LatentWeight: 0.064), new Generator(1));
        new Trainer(train.Take(5000), train.Slice(50_000, 1000), fit).Fit(model, new RunFolder(_folder.File("mine"), fit));
        var codes = MiniBatches.Map(train.Take(5000).Images(pad: 2), model.Encode);
        var samples = MiniBatches.Map(GaussianMixture.Fit(codes).Sample(Samples, seed: 1), model.Decode);

        var real = FeatureStatistics.Of(ruler, test.Take(2000).Images()).ToGaussian();
        double Distance(Tensor images) => FrechetDistance.Between(real, FeatureStatistics.Of(ruler, images).ToGaussian());
        var meanDigit = train.Take(5000).Images(pad: 2).mean([0L], keepdim: true).expand(Samples, 1, 32, 32);
        var (drawn, dull) = (Distance(samples), Distance(meanDigit));
        Assert.True(drawn < dull / 2, $"distance {drawn:0.0}, of the mean digit {dull:0.0}");
        var classes = ruler.Logits(samples).argmax(1).data<long>().ToArray().Distinct().Count();
        Assert.True(classes >= 8, $"{classes} classes of digits");
    }
}
