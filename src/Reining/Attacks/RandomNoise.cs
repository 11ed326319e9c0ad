using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>A control, no attack: random changes, even within ±ε in L∞, Gaussian of length ε in L2. What breaks under it needs no
/// attacker.</summary>
public sealed record RandomNoise : BudgetAttack
{
    /// <summary>Draws, at least 1.</summary>
    public int Draws { get; init => field = Options.Positive(value, nameof(Draws)); } = 1;

    /// <summary>Seed of the draws.</summary>
    public ulong Seed { get; init; } = 1;

    internal override void Search(AttackBatch batch)
    {
        var random = new ImageRandom(Seed);
        for (var draw = 0; draw < Draws; draw++)
        {
            using var scope = NewDisposeScope();
            var noisy = batch.Threat!.Norm == PerturbationNorm.L2 ? Starts.OnBall(batch, random, draw) : Starts.InBall(batch, random, draw);
            if (!batch.Break(batch.Broken(noisy), noisy))
                return;
        }
    }
}
