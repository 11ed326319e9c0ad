using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>Only the given class is a success.</summary>
/// <param name="Targets">The wanted classes, (N,), integers of 64 bits.</param>
public sealed record Targeted(Tensor Targets) : AttackGoal
{
    /// <inheritdoc/>
    public override Tensor Reached(Tensor decisions) => decisions == Targets;

    internal override Tensor Classes => Targets;

    internal override IReadOnlyList<Tensor> Tensors => [Targets];

    internal override AttackGoal With(IReadOnlyList<Tensor> tensors, Tensor index) => new Targeted(tensors[0]) { Index = index };
}
