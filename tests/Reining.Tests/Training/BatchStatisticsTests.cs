using Reining.Tests.Child;
using Reining.Tests.Data;
using Reining.Tests.Models;
using Reining.Torch;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Training;

/// <summary>Nets are good to use after any length of training, because statistics are estimated anew.</summary>
public sealed class BatchStatisticsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void GivenThreeBatches_WhenEstimated_ThenStatisticsAreTheirPlainMeansAndTheCountOfTrainingStays()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var norm = new BatchNorm2d(2);
        var batches = Enumerable.Range(0, 3).Select(i => randn(4, 2, 3, 3, generator: random) * (i + 1) + i).ToArray();
        norm.forward(batches[0] * 100); // what must not be left
        BatchStatistics.Estimate(BatchStatistics.Layers(norm), 3, i => norm.forward(batches[i]));

        var weights = Weights.Named(norm).ToDictionary();
        var means = stack(batches.Select(b => b.mean([0, 2, 3])));
        var variances = stack(batches.Select(b => b.transpose(0, 1).flatten(1).var(1)));
        Assert.Equal(0, (weights["running_mean"] - means.mean([0])).abs().max().ToDouble(), 1e-6);
        Assert.Equal(0, (weights["running_var"] - variances.mean([0])).abs().max().ToDouble(), 1e-5);
        Assert.Equal(1, weights["num_batches_tracked"].item<long>());

        var before = weights["running_mean"].clone();
        norm.forward(batches[0]); // a running average again, of momentum 0.01
        Assert.Equal(0, (weights["running_mean"] - (before * 0.99 + means[0] * 0.01)).abs().max().ToDouble(), 1e-6);
        Assert.Equal(2, weights["num_batches_tracked"].item<long>());
    }

    [Theory]
    [InlineData("RAE", null)]
    [InlineData("RAE-SN", null)]
    [InlineData("VAE", null)]
    [InlineData("RAE", 0.9)] // with a moving average of the weights
    public void GivenFiftySteps_WhenTrained_ThenTheLossInEvaluationModeIsThatInTrainingMode(string name, double? averageDecay)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var model = SmallModels.All[name](random);
        Assert.Equal(0.01, SmallModels.Net.NormMomentum);
        var images = TrainCommand.Disks(500, 16);
        var options = new FitOptions(Epochs: 1, BatchSize: 8) { Adam = new AdamOptions(0.02), AverageDecay = averageDecay };
        var result = new Trainer(images.Take(400), images.Slice(400, 100), options).Fit(model, new RunFolder(_folder.File("run"), options));
        Assert.Equal(50, result.Steps);

        using var noGrad = no_grad();
        double Loss(bool training)
        {
            model.train(training);
            using var noise = new Generator(7);
            return model.Loss(images.Slice(400, 100).Images(), noise).Total.ToDouble();
        }
        var evaluated = Loss(false);
        Assert.Equal(result.BestValidationLoss, evaluated, 0.03 * evaluated); // the noise of a VAE is another
        Assert.Equal(Loss(true), evaluated, 0.05 * evaluated);
    }
}
