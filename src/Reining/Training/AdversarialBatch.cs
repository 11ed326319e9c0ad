using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>What a step of an adversarial plan is made from.</summary>
/// <param name="Pictures">Real pictures (N, 3, S, S) in [−1, 1].</param>
/// <param name="Latents">Latents (N, z) of the pictures that are made.</param>
/// <param name="Condition">What both are conditioned on, as the nets take it; null for nothing.</param>
public sealed record AdversarialBatch(Tensor Pictures, Tensor Latents, Tensor? Condition)
{
    /// <summary>The step's made pictures with their graph: the generator does not change between its two uses.</summary>
    internal Tensor? Made { get; set; }
}
