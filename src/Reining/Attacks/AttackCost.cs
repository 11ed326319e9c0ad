using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>What an attack asked of the model, without the judgements before and after it.</summary>
/// <param name="Forwards">Forward passes of each image, (N,), integers of 64 bits.</param>
/// <param name="Gradients">Gradients of each image, (N,), integers of 64 bits; each needed one of the forward passes.</param>
/// <param name="WithoutGradient">
/// Share of the attacked images whose gradient was zero in every pixel where the attack began. An attack that sees no gradient says
/// nothing about robustness. NaN if no gradient was asked for.
/// </param>
public sealed record AttackCost(Tensor Forwards, Tensor Gradients, double WithoutGradient);
