using System.Diagnostics;
using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// AutoAttack (Croce and Hein 2020): attacks without parameters to tune, each on the images that stand. The standard ensemble is APGD on
/// cross-entropy, APGD on the logit ratio towards 9 classes, FAB towards 9 classes, and the square attack with 5000 queries. What it
/// says of a model that draws random numbers, or optimizes when asked, is not to be trusted; its checks warn.
/// </summary>
/// <param name="Attacks">In order; weaker and cheaper ones first.</param>
public sealed record AutoAttack(params IReadOnlyList<BudgetAttack> Attacks)
{
    /// <summary>The standard ensemble for a norm; with fewer than 4 classes the logit ratio and its targets are replaced by the
    /// margin.</summary>
    /// <param name="norm">L∞ or L2.</param>
    /// <param name="classes">That the model knows.</param>
    /// <param name="seed">Of all that is random.</param>
    public static AutoAttack Standard(PerturbationNorm norm, int classes = 10, ulong seed = 1)
    {
        const int Most = 9;
        var targets = Math.Min(Most, classes - 1);
        BudgetAttack towards = classes >= 4 ? new AutoPgd { Loss = AttackLoss.LogitRatio, Targets = targets, Seed = seed }
            : new AutoPgd { Loss = AttackLoss.Margin, Seed = seed };
        return new(
            new AutoPgd { Seed = seed }, towards,
            new WithinBudget(new FastAdaptiveBoundary(norm) { Targets = targets, Seed = seed }), new SquareAttack { Seed = seed });
    }

    /// <summary>The ensemble for models that draw random numbers: APGD on both losses, gradients of the mean of 20 calls.</summary>
    public static AutoAttack Random(int samples = 20, ulong seed = 1) => new(
        new AutoPgd { Loss = AttackLoss.CrossEntropy.Expected(samples), Seed = seed },
        new AutoPgd { Loss = AttackLoss.LogitRatio.Expected(samples), Seed = seed });

    /// <summary>Attacks images with each attack in turn.</summary>
    /// <inheritdoc cref="BudgetAttack.Attack(AttackedModel, Tensor, AttackGoal, ThreatModel)"/>
    public AutoAttackResult Attack(AttackedModel model, Tensor images, AttackGoal goal, ThreatModel threat)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(threat);
        if (Attacks.Count == 0)
            throw new ArgumentException($"{nameof(AutoAttack)}: expected at least one attack, got none.");
        AttackCheck.Arguments(nameof(AutoAttack), images, goal);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var warnings = new List<string>(AutoAttackChecks.Before(model, images));
        var standing = goal.Reached(model.Decide(images)).logical_not();
        var clean = Share(standing);
        var stages = new List<AttackStage>();
        var result = default(BudgetResult);
        foreach (var attack in Attacks)
        {
            var attacked = result is null ? standing.sum().item<long>() : result.Succeeded.logical_not().sum().item<long>();
            var clock = Stopwatch.StartNew();
            var next = attack.Attack(model, images, goal, threat, result);
            stages.Add(new AttackStage(attack, attacked, next.RobustAccuracy, next.Cost, clock.Elapsed.TotalSeconds));
            result = result is null ? next : next with
            {
                Losses = where(next.Losses.isnan(), result.Losses, next.Losses),
                Cost = new AttackCost(
                    result.Cost.Forwards + next.Cost.Forwards, result.Cost.Gradients + next.Cost.Gradients, result.Cost.WithoutGradient),
            };
        }
        warnings.AddRange(AutoAttackChecks.After(stages, result!));
        foreach (var tensor in new[]
        {
            result!.Images, result.Succeeded, result.Distances, result.Losses, result.Cost.Forwards, result.Cost.Gradients
        })
        {
            tensor.MoveToOuterDisposeScope();
        }
        foreach (var stage in stages.Where(s => !ReferenceEquals(s.Cost, result.Cost)))
        {
            stage.Cost.Forwards.MoveToOuterDisposeScope();
            stage.Cost.Gradients.MoveToOuterDisposeScope();
        }
        return new AutoAttackResult(result, clean, stages, warnings);
    }

    static double Share(Tensor truth) => truth.to(float64).mean().item<double>();
}
