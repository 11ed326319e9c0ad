namespace Reining.Attacks;

/// <summary>One attack of an ensemble.</summary>
/// <param name="Attack">With all its settings.</param>
/// <param name="Attacked">Images that stood before it.</param>
/// <param name="RobustAccuracy">Share of all images that stand after it.</param>
/// <param name="Cost">Its queries.</param>
/// <param name="Seconds">Its time.</param>
public sealed record AttackStage(BudgetAttack Attack, long Attacked, double RobustAccuracy, AttackCost Cost, double Seconds);
