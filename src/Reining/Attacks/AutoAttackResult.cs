namespace Reining.Attacks;

/// <summary>What an ensemble of attacks found.</summary>
/// <param name="Result">The images; queries are the sum of all stages.</param>
/// <param name="CleanAccuracy">Share of images that stood before the first attack.</param>
/// <param name="Stages">In order.</param>
/// <param name="Warnings">Reasons not to trust the robust accuracy: the checks of the reference implementation, and of the result.</param>
public sealed record AutoAttackResult(
    BudgetResult Result, double CleanAccuracy, IReadOnlyList<AttackStage> Stages, IReadOnlyList<string> Warnings);
