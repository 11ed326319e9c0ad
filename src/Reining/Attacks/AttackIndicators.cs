using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// The six indicators of attack failure (Pintor et al. 2022, arXiv 2106.09947): signs that an attack found nothing because it searched
/// badly. All are shares from 0, no sign, to 1.
/// </summary>
/// <param name="UnavailableGradients">Images whose gradient is zero in every pixel where the attack begins.</param>
/// <param name="UnstablePredictions">Mean change of the loss under small random changes, over the loss; cut at 1.</param>
/// <param name="SilentSuccess">Images on whose path the goal was reached and that are called failures all the same.</param>
/// <param name="IncompleteOptimization">Of the failures, those whose best loss still rose by more than 5 % of its whole rise in the last
/// ten evaluations.</param>
/// <param name="TransferFailure">Of the successes on the attacked model, those that fail on the model that counts; NaN where it is the
/// same.</param>
/// <param name="UnconstrainedFailure">Images that stand although every change was allowed.</param>
public sealed record AttackIndicators(
    double UnavailableGradients, double UnstablePredictions, double SilentSuccess, double IncompleteOptimization, double TransferFailure,
    double UnconstrainedFailure)
{
    const int Probes = 100, LastEvaluations = 10;
    const double StillRising = 0.05;

    /// <summary>Runs an attack and looks at its paths; meant for some tens of images, whose paths are kept in memory.</summary>
    /// <param name="attack">With a fixed budget.</param>
    /// <param name="loss">What it raises.</param>
    /// <param name="model">Whose gradients it uses.</param>
    /// <param name="images">(N, C, H, W), in [0, 1].</param>
    /// <param name="goal">Of these N images.</param>
    /// <param name="threat">The budget.</param>
    /// <param name="judge">The model that counts, if the attacked one only stands for it.</param>
    /// <param name="radius">Of the random changes, in L∞.</param>
    /// <exception cref="ArgumentException">As <see cref="BudgetAttack.Attack(AttackedModel, Tensor, AttackGoal, ThreatModel)"/>.
    /// </exception>
    public static AttackIndicators Of(
        BudgetAttack attack, AttackLoss loss, AttackedModel model, Tensor images, AttackGoal goal, ThreatModel threat,
        AttackedModel? judge = null, double radius = 4 / 255.0)
    {
        ArgumentNullException.ThrowIfNull(attack);
        ArgumentNullException.ThrowIfNull(loss);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var trace = new AttackTrace();
        var result = attack.Attack(model, images, goal, threat, null, trace);
        var failed = result.Succeeded.logical_not();
        var everything = new ThreatModel(threat.Norm, threat.Norm == PerturbationNorm.L2 ? Math.Sqrt(images[0].numel()) : 1);
        return new AttackIndicators(
            result.Cost.WithoutGradient,
            Instability(loss, model, images, goal, radius),
            Mean(trace.Images.Select(i => failed[i].item<bool>() && Reached(model, trace.Points(i), goal, i))),
            Mean(trace.Images.Where(i => failed[i].item<bool>()).Select(i => Rises(trace.Losses(i)))),
            judge is null ? double.NaN : Lost(result, goal.Reached(judge.Decide(result.Images))),
            attack.Attack(model, images, goal, everything).RobustAccuracy);
    }

    static double Instability(AttackLoss loss, AttackedModel model, Tensor images, AttackGoal goal, double radius)
    {
        using var scope = NewDisposeScope();
        var random = new ImageRandom(1);
        long[] all = [.. Enumerable.Range(0, (int)images.shape[0])];
        var reference = loss.Evaluate(model, images, goal).Losses;
        var scale = reference.abs();
        scale = scale.masked_fill(scale == 0, 1);
        var sum = 0.0;
        for (var i = 0; i < Probes; i++)
        {
            using var one = NewDisposeScope();
            var near = (images + (random.Uniform(all, i, images) * 2 - 1) * radius).clamp_(0, 1);
            sum += ((loss.Evaluate(model, near, goal).Losses - reference).abs() / scale).mean().to(float64).item<double>();
        }
        return Math.Min(sum / Probes, 1);
    }

    static bool Reached(AttackedModel model, Tensor points, AttackGoal goal, long image)
    {
        using var scope = NewDisposeScope();
        var which = full([points.shape[0]], image, int64, points.device);
        var same = goal.With([.. goal.Tensors.Select(t => t.index_select(0, which))], which);
        return same.Reached(model.Decide(points)).any().item<bool>();
    }

    /// <summary>Whether the best loss so far still moves at the end.</summary>
    static bool Rises(IReadOnlyList<double> losses)
    {
        var best = new List<double>();
        foreach (var loss in losses)
            best.Add(best.Count == 0 ? loss : Math.Max(best[^1], loss));
        var whole = best[^1] - losses.Min();
        return whole > 0 && (best[^1] - best[Math.Max(0, best.Count - LastEvaluations)]) / whole > StillRising;
    }

    static double Lost(AttackResult result, Tensor onJudge)
    {
        using var scope = NewDisposeScope();
        var successes = result.Succeeded.sum().item<long>();
        return successes == 0 ? 0 : result.Succeeded.logical_and(onJudge.logical_not()).sum().item<long>() / (double)successes;
    }

    static double Mean(IEnumerable<bool> signs) => signs.Select(s => s ? 1.0 : 0).DefaultIfEmpty().Average();
}
