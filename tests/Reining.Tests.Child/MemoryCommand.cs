using Reining.Models;
using Reining.Training;
using TorchSharp;

namespace Reining.Tests.Child;

/// <summary>Trains a tiny RAE-GP (a graph of a graph in each step) with a moving average for 2,000 steps and prints step,
/// live tensors and resident KiB.</summary>
public static class MemoryCommand
{
    const int Steps = 2000, BatchSize = 4, Interval = 250;

    public static int Run(string folder)
    {
        var options = new FitOptions(Epochs: 2, BatchSize) { StatsSteps = Interval, CheckpointSteps = Interval, AverageDecay = 0.99 };
        var images = TrainCommand.Disks(Steps * BatchSize / options.Epochs + 8, 16);
        var net = new ConvNetOptions(1, 16, 2, 3, 4, true);
        using var model = new RegularizedAutoencoder(
            new RegularizedAutoencoderOptions(net, 0.1, DecoderRegularizer.GradientPenalty, 0.01),
            RandomStream.Generator(1, RandomPurpose.Weights));
        var trainer = new Trainer(images.Slice(0, images.Count - 8), images.Slice(images.Count - 8, 8), options)
        {
            OnProgress = p =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                Console.WriteLine(FormattableString.Invariant(
                    $"{p.Step} {DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount} {Environment.WorkingSet >> 10}"));
            },
        };
        trainer.Fit(model, new RunFolder(folder, options));
        return 0;
    }
}
