using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>What an attack found.</summary>
/// <param name="Images">(N, C, H, W), within the threat model.</param>
/// <param name="Losses">(N,), of the loss's type.</param>
/// <param name="WithoutGradient">
/// Share of images whose gradient was zero in every pixel where the attack began.
/// An attack that sees no gradient says nothing about robustness.
/// </param>
public sealed record AttackResult(Tensor Images, Tensor Losses, double WithoutGradient);
