using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// An attack with a fixed budget: it looks for any image within ε that reaches the goal. Images that reach it from the start are not
/// touched; those that break leave the search.
/// </summary>
public abstract record BudgetAttack
{
    private protected BudgetAttack()
    {
    }

    /// <summary>Attacks images.</summary>
    /// <param name="model">Under attack.</param>
    /// <param name="images">(N, C, H, W), N ≥ 1, floating, in [0, 1].</param>
    /// <param name="goal">Of these N images, on the same device.</param>
    /// <param name="threat">What may be done to them.</param>
    /// <returns>Tensors owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">Wrong shapes, types or ranges, or a loss of another shape or without a gradient by the
    /// images.</exception>
    /// <exception cref="ArithmeticException">A loss or a gradient is not finite.</exception>
    public BudgetResult Attack(AttackedModel model, Tensor images, AttackGoal goal, ThreatModel threat) =>
        Attack(model, images, goal, threat, null);

    /// <summary>Attacks images with several budgets. What breaks an image within a smaller ε breaks it within a larger one too, so that it
    /// is not attacked again.</summary>
    /// <param name="model">Under attack.</param>
    /// <param name="images">(N, C, H, W), N ≥ 1, floating, in [0, 1].</param>
    /// <param name="goal">Of these N images, on the same device.</param>
    /// <param name="norm">Of the budgets.</param>
    /// <param name="epsilons">At least one, each larger than the one before.</param>
    /// <returns>A result for each ε; costs are those of its own search.</returns>
    /// <exception cref="ArgumentException">As <see cref="Attack(AttackedModel, Tensor, AttackGoal, ThreatModel)"/>; or the budgets do not
    /// rise.</exception>
    public IReadOnlyList<BudgetResult> Sweep(
        AttackedModel model, Tensor images, AttackGoal goal, PerturbationNorm norm, params IReadOnlyList<double> epsilons)
    {
        ArgumentNullException.ThrowIfNull(epsilons);
        if (epsilons.Count == 0 || epsilons.Zip(epsilons.Skip(1)).Any(e => !(e.First < e.Second)))
            throw new ArgumentException(
                $"{GetType().Name}: expected budgets that rise, got {string.Join(", ", epsilons)}; sort them and leave out doubles.");
        var results = new List<BudgetResult>();
        foreach (var epsilon in epsilons)
            results.Add(Attack(model, images, goal, new ThreatModel(norm, epsilon), results.LastOrDefault()));
        return results;
    }

    /// <summary>Leaves alone what an earlier attack broke within this budget, and takes it over.</summary>
    internal BudgetResult Attack(
        AttackedModel model, Tensor images, AttackGoal goal, ThreatModel threat, BudgetResult? earlier, AttackTrace? trace = null)
    {
        ArgumentNullException.ThrowIfNull(threat);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var run = new AttackRun(GetType().Name, model, images, goal, earlier?.Succeeded, AttacksBroken);
        if (threat.Epsilon > 0)
            run.Search(
                (x, g, record, _) => new AttackBatch(model, x, g, record, threat.Norm) { Threat = threat, Trace = trace }, Search);
        if (earlier is not null)
            run.Found.copy_(where(RowTensor.Spread(earlier.Succeeded, run.Found), earlier.Images, run.Found));
        var distances = threat.Distances(run.Found, images);
        var succeeded = run.Judge().logical_and(threat.Allows(distances));
        var result = new BudgetResult(threat, run.Found, succeeded, distances, run.Losses, run.Cost());
        foreach (var tensor in new[] { result.Images, succeeded, distances, result.Losses, result.Cost.Forwards, result.Cost.Gradients })
            tensor.MoveToOtherDisposeScope(scope).MoveToOuterDisposeScope();
        return result;
    }

    /// <summary>Whether it also attacks images that reach the goal from the start.</summary>
    private protected virtual bool AttacksBroken => false;

    /// <summary>Looks for successes by <see cref="AttackBatch.Break"/>.</summary>
    internal abstract void Search(AttackBatch batch);
}
