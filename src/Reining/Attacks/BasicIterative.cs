namespace Reining.Attacks;

/// <summary>The basic iterative method (Kurakin et al. 2017, §2.2): projected steps from the image itself.</summary>
public sealed record BasicIterative : BudgetAttack
{
    /// <summary>What it raises.</summary>
    public AttackLoss Loss { get; init; } = AttackLoss.CrossEntropy;

    /// <summary>Gradient steps.</summary>
    public int Steps { get; init => field = Options.Positive(value, nameof(Steps)); } = 10;

    /// <summary>Length of a step over ε.</summary>
    public double RelativeStep { get; init => field = Options.Positive(value, nameof(RelativeStep)); } = 0.2;

    internal override void Search(AttackBatch batch) =>
        ProjectedSteps.Run(batch, Loss, Steps, RelativeStep, batch.Images, gradient => batch.Threat!.Direction(gradient));
}
