using Reining.Data;
using Reining.Models;
using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>The plan of one model with one loss, which <see cref="Trainer"/> and <see cref="SequenceTrainer"/> share.</summary>
static class FitPlan
{
    /// <summary>Held-out samples in a piece of the validation.</summary>
    internal const int ValidationBatch = 500;

    internal const string Model = "model";

    /// <summary>The plan of one model with one loss.</summary>
    /// <param name="options">How to train.</param>
    /// <param name="model">The model, on its device.</param>
    /// <param name="trainCount">Training samples.</param>
    /// <param name="batch">Makes the batch of these samples.</param>
    /// <param name="loss">The loss of a batch, which is also the pass that batch statistics are taken from.</param>
    /// <param name="validation">The held-out samples.</param>
    /// <param name="minimumRate">The learning rate does not go below this.</param>
    internal static TrainingPlan<Tensor> Of(
        FitOptions options, nn.Module model, int trainCount, Func<int[], Tensor> batch, Func<Tensor, Generator, LossTerms> loss,
        IReadOnlyList<ValidationPiece> validation, double minimumRate = 0)
    {
        var sampler = new BatchSampler(trainCount, options.BatchSize, RandomStream.Seed(options.Seed, RandomPurpose.Order));
        var plateau = new Schedule.Plateau(options.PlateauPatience, options.PlateauFactor, options.PlateauImprovement)
        {
            MinimumRate = minimumRate,
        };
        return new()
        {
            Steps = (long)options.Epochs * sampler.BatchesPerEpoch,
            EpochSteps = sampler.BatchesPerEpoch,
            Batch = (step, _) => batch(sampler.Batch(step)),
            BatchSize = options.BatchSize,
            Nets = [new(Model, model, options.Adam) { Schedule = plateau }],
            Phases = [new(Model, [Model], loss)],
            Averages = options.AverageDecay is { } decay
                ? [new("average", [Model], options.BatchSize * Math.Log(0.5) / Math.Log(decay))]
                : [],
            Keep = new Keep.BestOnValidation(validation),
            Statistics = (samples, random) => loss(samples, random),
            StatisticsBatches = options.StatisticsBatches,
            KeepRunningStatistics = options.KeepRunningStatistics,
            StatsSteps = options.StatsSteps,
            CheckpointSteps = options.CheckpointSteps,
            Seed = options.Seed,
        };
    }
}
