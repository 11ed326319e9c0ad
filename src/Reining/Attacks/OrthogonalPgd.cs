using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// Orthogonal and selective projected gradient descent (Bryniarski et al. 2022, arXiv 2106.15023) on a classifier with a detector: while
/// an image is classified rightly, a step along the classifier's gradient, orthogonal to the detector's; then the other way round. The
/// goal is reached if the model's decision, detector included, accepts a wrong class; of the others the misclassified point with the lowest
/// score of the detector is kept.
/// </summary>
/// <param name="Detector">
/// From images (B, C, H, W) to scores (B,) that can be differentiated, higher for what looks attacked. Of several scores, run it once with
/// their maximum, normalized, and once with their sum.
/// </param>
public sealed record OrthogonalPgd(Func<Tensor, Tensor> Detector) : BudgetAttack
{
    const double Safe = 1e-20;

    /// <summary>A loss of the classifier alone that is above 0 when it is wrong.</summary>
    public AttackLoss Loss { get; init; } = AttackLoss.Margin;

    /// <summary>The loss from which on the detector is attacked.</summary>
    public double Enough { get; init; } = 0.05;

    /// <summary>Gradient steps.</summary>
    public int Steps { get; init => field = Options.Positive(value, nameof(Steps)); } = 100;

    /// <summary>Length of a step over ε.</summary>
    public double RelativeStep { get; init => field = Options.Positive(value, nameof(RelativeStep)); } = 0.1;

    /// <summary>What is made orthogonal.</summary>
    public GradientProjection Projection { get; init; } = GradientProjection.Both;

    /// <summary>In every how many steps; the others are selective.</summary>
    public int ProjectEvery { get; init => field = Options.Positive(value, nameof(ProjectEvery)); } = 1;

    internal override void Search(AttackBatch batch)
    {
        using var scope = NewDisposeScope();
        using var rows = batch.NewRows();
        var threat = batch.Threat!;
        var clean = AttackLoss.OfImages("detector", (images, _) => -Detector(images));
        var point = rows.Add(batch.Images.clone());
        var best = rows.Add(batch.Images.clone());
        var highest = rows.Add(full([batch.Count], double.NegativeInfinity, point.Value.dtype, point.Value.device));
        for (var step = 0; step <= Steps; step++)
        {
            using var one = NewDisposeScope();
            var here = point.Value.alias();
            var (losses, towardsWrong, scores) = batch.Gradient(Loss, here);
            var (cleanness, towardsClean, _) = batch.Gradient(clean, here);
            var broken = batch.Broken(here, scores);
            var better = (losses > 0).logical_and(cleanness > highest.Value);
            best.Replace(better, here);
            highest.Replace(better, cleanness);
            var project = step % ProjectEvery == 0;
            var g = project && Projection is (GradientProjection.Both or GradientProjection.Classifier)
                ? Orthogonal(towardsWrong, towardsClean) : towardsWrong;
            var h = project && Projection is (GradientProjection.Both or GradientProjection.Detector)
                ? Orthogonal(towardsClean, towardsWrong) : towardsClean;
            var direction = where(RowTensor.Spread(losses < Enough, g), threat.Direction(g), threat.Direction(h));
            point.Set(threat.Project(here + RelativeStep * threat.Epsilon * direction, batch.Images));
            if (!batch.Break(broken, here, losses))
                return;
        }
        batch.Settle(best.Value, highest.Value);
    }

    static Tensor Orthogonal(Tensor gradient, Tensor to)
    {
        long[] pixels = [1, 2, 3];
        return gradient - (gradient * to).sum(pixels, keepdim: true) / (to.square().sum(pixels, keepdim: true) + Safe) * to;
    }
}
