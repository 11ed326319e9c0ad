using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// An attack that looks for the smallest change that reaches the goal. Images that reach it from the start are not touched and have
/// distance 0.
/// </summary>
public abstract record DistanceAttack
{
    private protected DistanceAttack(PerturbationNorm norm, params ReadOnlySpan<PerturbationNorm> known) =>
        Norm = known.Contains(norm) ? norm : throw new ArgumentException(
            $"{GetType().Name}: expected the norm {string.Join(" or ", known.ToArray())}, got {norm}.");

    /// <summary>What is to be small.</summary>
    public PerturbationNorm Norm { get; }

    /// <summary>Attacks images.</summary>
    /// <param name="model">Under attack.</param>
    /// <param name="images">(N, C, H, W), N ≥ 1, floating, in [0, 1].</param>
    /// <param name="goal">Of these N images, on the same device.</param>
    /// <param name="starts">For attacks that walk along the boundary of decisions: images (N, C, H, W) that reach the goal; those that
    /// do not are looked for at random.</param>
    /// <returns>Tensors owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">Wrong shapes, types or ranges, or a loss of another shape or without a gradient by the
    /// images.</exception>
    /// <exception cref="ArithmeticException">A loss or a gradient is not finite.</exception>
    public DistanceResult Attack(AttackedModel model, Tensor images, AttackGoal goal, Tensor? starts = null)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var run = new AttackRun(GetType().Name, model, images, goal);
        if (starts is not null)
        {
            Shape.Expect(starts, $"{GetType().Name}: the starts", images.shape);
            AttackCheck.Arguments($"{GetType().Name}: the starts", starts, goal);
        }
        run.Search(
            (x, g, record, rows) => new AttackBatch(model, x, g, record, Norm) { Starts = starts?.index_select(0, rows) }, Search);
        var succeeded = run.Judge();
        var found = where(RowTensor.Spread(succeeded, run.Found), run.Found, images);
        var distances = Norms.Distances(found, images, Norm).masked_fill(succeeded.logical_not(), double.PositiveInfinity);
        var result = new DistanceResult(Norm, found, succeeded, distances, run.Cost());
        foreach (var tensor in new[] { found, succeeded, distances, result.Cost.Forwards, result.Cost.Gradients })
            tensor.MoveToOtherDisposeScope(scope).MoveToOuterDisposeScope();
        return result;
    }

    /// <summary>Looks for successes by <see cref="AttackBatch.Offer"/>.</summary>
    internal abstract void Search(AttackBatch batch);
}
