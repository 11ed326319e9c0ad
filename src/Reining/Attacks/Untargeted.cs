using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>Any wrong class is a success.</summary>
/// <param name="Labels">The right classes, (N,), integers of 64 bits.</param>
public sealed record Untargeted(Tensor Labels) : AttackGoal
{
    /// <inheritdoc/>
    public override Tensor Reached(Tensor decisions) => (decisions != Labels).logical_and(decisions >= 0);

    internal override Tensor Classes => Labels;

    internal override IReadOnlyList<Tensor> Tensors => [Labels];

    internal override AttackGoal With(IReadOnlyList<Tensor> tensors, Tensor index) => new Untargeted(tensors[0]) { Index = index };
}
