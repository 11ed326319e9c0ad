using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>What an attack with a fixed budget ε found. Where it failed, the image is the best it had, with distance at most ε.</summary>
/// <param name="Threat">What it was allowed to do.</param>
/// <param name="Images">(N, C, H, W), within <paramref name="Threat"/>.</param>
/// <param name="Succeeded">(N,), judged on these images.</param>
/// <param name="Distances">(N,), float64, at most ε.</param>
/// <param name="Losses">(N,), float64: the loss at these images; NaN where the attack had none or did not run.</param>
/// <param name="Cost">Queries.</param>
public sealed record BudgetResult(
    ThreatModel Threat, Tensor Images, Tensor Succeeded, Tensor Distances, Tensor Losses, AttackCost Cost)
    : AttackResult(Images, Succeeded, Distances, Cost);
