using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>Transfer: images made against another model, judged by the one under attack. What breaks more than the direct attack shows
/// that the direct one was misled.</summary>
/// <param name="Inner">The attack on the surrogate.</param>
/// <param name="Surrogate">The model whose gradients are used.</param>
public sealed record Transfer(BudgetAttack Inner, AttackedModel Surrogate) : BudgetAttack
{
    internal override void Search(AttackBatch batch)
    {
        using var scope = NewDisposeScope();
        var made = Inner.Attack(Surrogate, batch.Images, batch.Goal, batch.Threat!).Images;
        batch.Break(batch.Broken(made), made);
    }
}
