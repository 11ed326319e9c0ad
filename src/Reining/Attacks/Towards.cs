using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>Any wrong class is a success, but the loss looks at one of them: how APGD and FAB go through several classes.</summary>
/// <param name="Labels">The right classes, (N,).</param>
/// <param name="Targets">Where the loss goes, (N,).</param>
sealed record Towards(Tensor Labels, Tensor Targets) : AttackGoal
{
    public override Tensor Reached(Tensor decisions) => (decisions != Labels).logical_and(decisions >= 0);

    internal override Tensor Classes => Labels;

    internal override IReadOnlyList<Tensor> Tensors => [Labels, Targets];

    internal override AttackGoal With(IReadOnlyList<Tensor> tensors, Tensor index) => new Towards(tensors[0], tensors[1]) { Index = index };
}
