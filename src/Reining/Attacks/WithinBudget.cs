namespace Reining.Attacks;

/// <summary>An attack that looks for the smallest change, used with a fixed budget: an image whose change is at most ε is broken and
/// leaves.</summary>
/// <param name="Inner">In the norm of the budget.</param>
public sealed record WithinBudget(DistanceAttack Inner) : BudgetAttack
{
    internal override void Search(AttackBatch batch)
    {
        if (Inner.Norm != batch.Threat!.Norm)
            throw new ArgumentException(
                $"{nameof(WithinBudget)}: expected an attack in the norm of the budget, {batch.Threat.Norm}, got {Inner.Norm}.");
        using (var search = batch.ForkForDistance(batch.Threat.Epsilon))
            Inner.Search(search);
        batch.Restore();
    }
}
