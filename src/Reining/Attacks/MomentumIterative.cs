using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// The momentum iterative method, MI-FGSM (Dong et al. 2018, Algorithm 1): steps along g ← μ g + ∇/‖∇‖₁, the norm of each image by itself.
/// </summary>
public sealed record MomentumIterative : BudgetAttack
{
    /// <summary>What it raises.</summary>
    public AttackLoss Loss { get; init; } = AttackLoss.CrossEntropy;

    /// <summary>Gradient steps.</summary>
    public int Steps { get; init => field = Options.Positive(value, nameof(Steps)); } = 10;

    /// <summary>Length of a step over ε; with the paper's 1 over the steps ε is just reached.</summary>
    public double RelativeStep { get; init => field = Options.Positive(value, nameof(RelativeStep)); } = 0.1;

    /// <summary>μ, at least 0.</summary>
    public double Decay { get; init => field = Options.NotNegative(value, nameof(Decay)); } = 1;

    internal override void Search(AttackBatch batch)
    {
        using var state = batch.NewRows();
        using var scope = NewDisposeScope();
        var momentum = state.Add(zeros_like(batch.Images));
        ProjectedSteps.Run(batch, Loss, Steps, RelativeStep, batch.Images, gradient =>
        {
            momentum.Set(Decay * momentum.Value + Norms.Unit(gradient, PerturbationNorm.L1));
            return batch.Threat!.Direction(momentum.Value);
        });
    }
}
