namespace Reining.Training;

/// <summary>How a model is trained.</summary>
/// <param name="Epochs">Passes over the training set, above 0.</param>
/// <param name="BatchSize">Images per step, above 0; an incomplete last batch of an epoch is left out.</param>
/// <param name="Seed">Decides data order and noise; initial weights come from the generator that the model is made with.</param>
public sealed record FitOptions(int Epochs, int BatchSize = 100, ulong Seed = 1)
{
    /// <summary>Passes over the training set.</summary>
    public int Epochs { get; init => field = Options.Positive(value, nameof(Epochs)); } = Options.Positive(Epochs, nameof(Epochs));

    /// <summary>Images per step.</summary>
    public int BatchSize { get; init => field = Options.Positive(value, nameof(BatchSize)); }
        = Options.Positive(BatchSize, nameof(BatchSize));

    /// <summary>The optimizer.</summary>
    public AdamOptions Adam { get; init; } = new();

    /// <summary>Epochs without a better validation loss before the learning rate is multiplied by <see cref="PlateauFactor"/>.</summary>
    public int PlateauPatience { get; init => field = Options.Positive(value, nameof(PlateauPatience)); } = 5;

    /// <summary>By how much a validation loss must fall to count as better for that, in the units of the loss.</summary>
    public double PlateauImprovement { get; init => field = Options.NotNegative(value, nameof(PlateauImprovement)); } = 1e-4;

    /// <summary>Factor of the learning rate on a plateau, in (0, 1).</summary>
    public double PlateauFactor { get; init => field = Options.Between(value, 0, 1, nameof(PlateauFactor)); } = 0.5;

    /// <summary>
    /// Share kept by the moving average of the weights, in [0, 1); null for none. With one, it is what is validated and kept.
    /// </summary>
    public double? AverageDecay { get; init => field = value is { } decay ? Options.InRange(decay, 0, 1, nameof(AverageDecay)) : null; }

    /// <summary>Steps between checkpoints; 0 writes one at the end of each epoch.</summary>
    public int CheckpointSteps { get; init => field = Options.NotNegative(value, nameof(CheckpointSteps)); }

    /// <summary>Steps between lines of <c>stats.jsonl</c>.</summary>
    public int StatsSteps { get; init => field = Options.Positive(value, nameof(StatsSteps)); } = 10;

    /// <summary>See <see cref="TrainingPlan{TBatch}.KeepRunningStatistics"/>.</summary>
    public bool KeepRunningStatistics { get; init; }

    /// <summary>Training batches on which the statistics of batch normalization are estimated before each validation.</summary>
    public int StatisticsBatches { get; init => field = Options.Positive(value, nameof(StatisticsBatches)); } = 20;
}
