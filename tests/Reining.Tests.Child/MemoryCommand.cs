using Reining.Models;
using Reining.Training;
using TorchSharp;

namespace Reining.Tests.Child;

/// <summary>Trains for 2,000 steps and prints step, live tensors and resident KiB.</summary>
public static class MemoryCommand
{
    const int Steps = 2000, BatchSize = 4, Interval = 250;

    /// <summary>A tiny RAE-GP (a graph of a graph in each step) with a moving average.</summary>
    public static int Run(string folder)
    {
        var options = new FitOptions(Epochs: 2, BatchSize) { StatsSteps = Interval, CheckpointSteps = Interval, AverageDecay = 0.99 };
        var images = TrainCommand.Disks(Steps * BatchSize / options.Epochs + 8, 16);
        var net = new ConvNetOptions(1, 16, 2, 3, 4, true);
        var settings = new RegularizedAutoencoderOptions(net, 0.1, DecoderRegularizer.GradientPenalty, 0.01);
        using var model = new RegularizedAutoencoder(settings, RandomStream.Generator(1, RandomPurpose.Weights));
        new Trainer(images.Slice(0, images.Count - 8), images.Slice(images.Count - 8, 8), options) { OnProgress = Report }
            .Fit(model, new RunFolder(folder, options));
        return 0;
    }

    /// <summary>Three nets, four phases, two averages, stored codes.</summary>
    public static int RunPlan(string folder)
    {
        using var example = new PlanExample(_ => { });
        var plan = example.Plan(Steps) with { StatsSteps = Interval, CheckpointSteps = Interval, EpochSteps = Interval };
        new TrainingLoop<PlanBatch>(plan) { OnProgress = Report }.Run(new RunFolder(folder, new { Steps }));
        return 0;
    }

    static void Report(FitProgress progress)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Console.WriteLine(FormattableString.Invariant(
            $"{progress.Step} {DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount} {Environment.WorkingSet >> 10}"));
    }
}
