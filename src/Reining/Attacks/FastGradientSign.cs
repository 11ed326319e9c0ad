namespace Reining.Attacks;

/// <summary>The fast gradient method (Goodfellow et al. 2015, §4): one step of the whole ε from the image itself. The weak end of the
/// scale: never report it alone.</summary>
public sealed record FastGradientSign : BudgetAttack
{
    /// <summary>What it raises.</summary>
    public AttackLoss Loss { get; init; } = AttackLoss.CrossEntropy;

    internal override void Search(AttackBatch batch) =>
        ProjectedSteps.Run(batch, Loss, 1, 1, batch.Images, gradient => batch.Threat!.Direction(gradient));
}
