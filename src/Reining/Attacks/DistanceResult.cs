using Reining.Numerics;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>What an attack that looks for the smallest change found. Where it failed, the image is the given one and the distance
/// infinite.</summary>
/// <param name="Norm">How distances are measured.</param>
/// <param name="Images">(N, C, H, W), in [0, 1].</param>
/// <param name="Succeeded">(N,), judged on these images.</param>
/// <param name="Distances">(N,), float64; 0 for images that were wrong from the start.</param>
/// <param name="Cost">Queries.</param>
public sealed record DistanceResult(PerturbationNorm Norm, Tensor Images, Tensor Succeeded, Tensor Distances, AttackCost Cost)
    : AttackResult(Images, Succeeded, Distances, Cost)
{
    /// <summary>Median of the distances; infinite if half of the images stand.</summary>
    public double Median => Statistics.Median(Distances.Doubles());

    /// <summary>Share of images that stand within ε.</summary>
    /// <param name="epsilon">At least 0.</param>
    public double RobustAccuracyAt(double epsilon) => 1 - Share(Distances <= Options.NotNegative(epsilon, nameof(epsilon)));
}
