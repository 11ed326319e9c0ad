using Reining.Models;

namespace Reining.Training;

/// <summary>How a StyleGAN2 is trained; the defaults are those of gif-conditional.md §3.5 for 32 pixels.</summary>
/// <param name="Steps">Steps, each of one update of both nets.</param>
public sealed record AdversarialOptions(long Steps)
{
    /// <summary>Pictures a step.</summary>
    public int BatchSize { get; init => field = Options.Positive(value, nameof(BatchSize)); } = 16;

    /// <summary>Learning rate of both nets, before the correction for lazy steps.</summary>
    public double LearningRate { get; init => field = Options.Positive(value, nameof(LearningRate)); } = 0.0025;

    /// <summary>R1's weight γ.</summary>
    public double Gamma { get; init => field = Options.NotNegative(value, nameof(Gamma)); } = 0.5;

    /// <summary>Steps from one R1 to the next.</summary>
    public int PenaltyEvery { get; init => field = Options.Positive(value, nameof(PenaltyEvery)); } = 16;

    /// <summary>Weight of the path-length regularizer, taken every fourth step on half a batch; 0 for none (StyleGAN2: 2).</summary>
    public double PathWeight { get; init => field = Options.NotNegative(value, nameof(PathWeight)); }

    /// <summary>The generator's average forgets half in so many pictures, ramped up from 5 % of those seen.</summary>
    public double HalfLife { get; init => field = Options.Positive(value, nameof(HalfLife)); } = 5000;

    /// <summary>R3GAN's loss instead: real and made scores in pairs, penalties on both in each step.</summary>
    public bool Relativistic { get; init; }

    /// <summary>What the discriminator's pictures are changed by; null for nothing.</summary>
    public DifferentiableAugmentation? Augmentation { get; init; }

    /// <summary>Decides the noise.</summary>
    public ulong Seed { get; init; } = 1;
}
