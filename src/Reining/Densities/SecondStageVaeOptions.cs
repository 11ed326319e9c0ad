namespace Reining.Densities;

/// <summary>How a <see cref="SecondStageVae"/> is built and trained. The defaults are the author's for MNIST (fact
/// sheet rae.md §§2–5).</summary>
public sealed record SecondStageVaeOptions
{
    /// <summary>Units of each hidden layer, two on each side, at least 1.</summary>
    public int Width { get; init => field = Options.Positive(value, nameof(Width)); } = 1024;

    /// <summary>β₂, the weight of KL (sum over d) beside the squared error (mean over d) of standardized codes, above 0: 1.5e-3 MNIST,
    /// 1e-3 CIFAR, 2e-3 CelebA.</summary>
    public double KlWeight { get; init => field = Options.Positive(value, nameof(KlWeight)); } = 1.5e-3;

    /// <summary>Adam's first step size, above 0; halved after 3 epochs without a better validation loss.</summary>
    public double LearningRate { get; init => field = Options.Positive(value, nameof(LearningRate)); } = 1e-4;

    /// <summary>Codes per step, at least 1.</summary>
    public int BatchSize { get; init => field = Options.Positive(value, nameof(BatchSize)); } = 64;

    /// <summary>Passes over the codes, at least 1; the last weights are kept, as in the author's code.</summary>
    public int Epochs { get; init => field = Options.Positive(value, nameof(Epochs)); } = 100;

    /// <summary>Share of the codes held out for the schedule, in (0, 1).</summary>
    public double ValidationShare { get; init => field = Options.Between(value, 0, 1, nameof(ValidationShare)); } = 0.1;

    /// <summary>Samples of the importance-sampled log-density for each code, at least 1.</summary>
    public int ImportanceSamples { get; init => field = Options.Positive(value, nameof(ImportanceSamples)); } = 100;

    /// <summary>Seed of split, weights, order and noise.</summary>
    public ulong Seed { get; init; }
}
