using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// What an attack wants of a model's decisions: <see cref="Untargeted"/> or <see cref="Targeted"/>. A rejected image never reaches
/// a goal: success is a wrong class that is accepted.
/// </summary>
public abstract record AttackGoal
{
    private protected AttackGoal()
    {
    }

    /// <summary>Which images of the attack's call these are, (B,), so that a loss can look up what belongs to each; set while an attack
    /// runs.</summary>
    public Tensor? Index { get; internal init; }

    /// <summary>Whether decisions are what the attack wants.</summary>
    /// <param name="decisions">(B,), classes or <see cref="AttackedModel.Rejected"/>.</param>
    /// <returns>(B,), truth values.</returns>
    public abstract Tensor Reached(Tensor decisions);

    /// <summary>The classes it is about, (B,), integers of 64 bits: labels or targets.</summary>
    internal abstract Tensor Classes { get; }

    internal abstract IReadOnlyList<Tensor> Tensors { get; }

    /// <summary>The same goal of other images.</summary>
    internal abstract AttackGoal With(IReadOnlyList<Tensor> tensors, Tensor index);
}
