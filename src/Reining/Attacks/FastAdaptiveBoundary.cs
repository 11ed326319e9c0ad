using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// Fast adaptive boundary, FAB (Croce and Hein 2020b): steps onto the linearized boundary of decisions within [0, 1], mixed with the same
/// step from the given image; from every success back towards it. With <see cref="Targets"/> it goes towards several wrong classes in
/// turn, one gradient for each step; without, towards the nearest one, a gradient for each class. Any misclassification is a success.
/// </summary>
public sealed record FastAdaptiveBoundary : DistanceAttack
{
    const double SmallestNorm = 1e-8, Safe = 1e-12;

    /// <summary>With the paper's constants.</summary>
    /// <param name="norm">L∞, L2 or L1.</param>
    public FastAdaptiveBoundary(PerturbationNorm norm = PerturbationNorm.LInfinity)
        : base(norm, PerturbationNorm.LInfinity, PerturbationNorm.L2, PerturbationNorm.L1)
    {
    }

    /// <summary>Steps of each search.</summary>
    public int Steps { get; init => field = Options.Positive(value, nameof(Steps)); } = 100;

    /// <summary>Searches; those after the first begin at random.</summary>
    public int Restarts { get; init => field = Options.Positive(value, nameof(Restarts)); } = 1;

    /// <summary>Wrong classes to go towards, those with the highest scores of the clean image first; 0 for the nearest of all.</summary>
    public int Targets { get; init => field = Options.NotNegative(value, nameof(Targets)); }

    /// <summary>Largest share of the step from the given image, α_max.</summary>
    public double Bias { get; init => field = Options.InRange(value, 0, 1, nameof(Bias)); } = 0.1;

    /// <summary>How far steps go beyond the linearized boundary, η.</summary>
    public double Overshoot { get; init => field = Options.Positive(value, nameof(Overshoot)); } = 1.05;

    /// <summary>What is left of the distance after a success, β.</summary>
    public double Backward { get; init => field = Options.Between(value, 0, 1, nameof(Backward)); } = 0.9;

    /// <summary>Random starts lie within half of this, or of the best distance if that is smaller.</summary>
    public double StartRadius { get; init => field = Options.Positive(value, nameof(StartRadius)); } = 0.3;

    /// <summary>Seed of random starts.</summary>
    public ulong Seed { get; init; } = 1;

    internal override void Search(AttackBatch batch)
    {
        if (batch.WholeGoal is not Untargeted)
            throw new ArgumentException(
                $"{nameof(FastAdaptiveBoundary)}: expected an untargeted goal, got {batch.WholeGoal.GetType().Name}; use another attack.");
        TargetPasses.Run(batch, Targets, nameof(FastAdaptiveBoundary), (whole, goal, rank) =>
        {
            for (var restart = 0; restart < Restarts; restart++)
            {
                using var pass = whole.Fork(goal);
                if (pass.Count == 0)
                    return;
                Once(pass, restart, (long)rank * Restarts + restart);
            }
        });
    }

    void Once(AttackBatch batch, int restart, long stream)
    {
        using var scope = NewDisposeScope();
        using var rows = batch.NewRows();
        var point = rows.Add(restart == 0 ? batch.Images.clone() : RandomStart(batch, stream));
        for (var i = 0; i < Steps; i++)
        {
            using var one = NewDisposeScope();
            var (x, x0) = (point.Value.flatten(1), batch.Images.flatten(1)); // (M, D)
            var (difference, w) = Nearest(batch, point.Value);
            var count = batch.Count;
            var excess = cat([difference, difference + (w * (x0 - x)).sum(dim: 1)]); // of the point, of the given image
            var change = BoxHyperplane.Project(cat([x, x0]), cat([w, w]), excess, Norm); // (2M, D)
            var lengths = Norms.Of(change, Norm).clamp_(min: SmallestNorm);
            var share = (lengths[..(int)count] / (lengths[..(int)count] + lengths[(int)count..])).clamp_(0, Bias).unsqueeze(1); // (M, 1)
            var next = ((x + Overshoot * change[..(int)count]) * (1 - share) + (x0 + Overshoot * change[(int)count..]) * share)
                .clamp_(0, 1).view_as(batch.Images);
            var broken = batch.Broken(next);
            point.Set(where(RowTensor.Spread(broken, next), batch.Images + Backward * (next - batch.Images), next));
            if (!batch.Offer(broken, next))
                return;
        }
    }

    /// <summary>The score difference of the class whose linearized boundary is nearest, (M,), and its gradient, (M, D).</summary>
    (Tensor Difference, Tensor Gradient) Nearest(AttackBatch batch, Tensor points)
    {
        if (batch.Goal is Towards)
        {
            var (losses, gradient, _) = batch.Gradient(AttackLoss.Margin, points);
            return (losses, gradient.flatten(1));
        }
        var labels = batch.Goal.Classes.unsqueeze(1); // (M, 1)
        var count = batch.ClassCount();
        var others = (labels + arange(1, count, device: labels.device)).remainder(count); // (M, K − 1)
        var (differences, gradients, _) = ClassGradients.Of(batch, points, cat([labels, others], 1)); // (M, K − 1), (M, K − 1, D)
        var distances = differences.abs() / (Norms.Of(gradients.flatten(0, 1), Dual).view_as(differences) + Safe);
        var which = distances.argmin(1).unsqueeze(1); // (M, 1)
        return (
            differences.gather(1, which).squeeze(1),
            gradients.gather(1, which.unsqueeze(2).expand(-1, 1, gradients.shape[2])).squeeze(1));
    }

    PerturbationNorm Dual => Norm switch
    {
        PerturbationNorm.LInfinity => PerturbationNorm.L1,
        PerturbationNorm.L1 => PerturbationNorm.LInfinity,
        _ => Norm,
    };

    Tensor RandomStart(AttackBatch batch, long stream)
    {
        using var scope = NewDisposeScope();
        var random = new ImageRandom(Seed);
        var change = Norm == PerturbationNorm.LInfinity
            ? random.Uniform(batch.Indices, stream, batch.Images) * 2 - 1
            : random.Normal(batch.Indices, stream, batch.Images);
        var radius = batch.Distances.clamp(max: StartRadius).view(-1, 1, 1, 1) / 2;
        return (batch.Images + radius * Norms.Unit(change, Norm)).clamp_(0, 1).MoveToOuterDisposeScope();
    }
}
