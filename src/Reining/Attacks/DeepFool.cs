using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// DeepFool (Moosavi-Dezfooli et al. 2016, Algorithm 2): steps onto the nearest linearized boundary of the predicted class, added up from
/// the given image, a little beyond the last.
/// </summary>
public sealed record DeepFool : DistanceAttack
{
    const double Safe = 1e-8, Further = 1e-4;

    /// <summary>With the usual constants.</summary>
    /// <param name="norm">L2 or L∞.</param>
    public DeepFool(PerturbationNorm norm = PerturbationNorm.L2)
        : base(norm, PerturbationNorm.L2, PerturbationNorm.LInfinity)
    {
    }

    /// <summary>Steps, at most.</summary>
    public int Steps { get; init => field = Options.Positive(value, nameof(Steps)); } = 50;

    /// <summary>Classes with the highest scores of the clean image that are looked at, the predicted one among them; at least 2.</summary>
    public int Candidates
    {
        get;
        init => field = value >= 2 ? value : throw new ArgumentException($"{nameof(Candidates)}: expected at least 2, got {value}.");
    } = 10;

    /// <summary>By which share of the change it goes beyond the boundary.</summary>
    public double Overshoot { get; init => field = Options.NotNegative(value, nameof(Overshoot)); } = 0.02;

    internal override void Search(AttackBatch batch)
    {
        if (batch.WholeGoal is not Untargeted)
            throw new ArgumentException(
                $"{nameof(DeepFool)}: expected an untargeted goal, got {batch.WholeGoal.GetType().Name}; use another attack.");
        using var scope = NewDisposeScope();
        using var rows = batch.NewRows();
        var scores = batch.Model.Scores(batch.Images); // (M, K)
        batch.Spend(1);
        var classes = rows.Add(scores.topk((int)Math.Min(Candidates, scores.shape[1]), 1).indexes); // (M, L), the predicted one first
        var (point, change) = (rows.Add(batch.Images.clone()), rows.Add(zeros_like(batch.Images)));
        for (var step = 0; step <= Steps; step++)
        {
            using var one = NewDisposeScope();
            var here = point.Value.alias();
            Tensor broken;
            if (step < Steps)
            {
                var (differences, gradients, now) = ClassGradients.Of(batch, here, classes.Value); // (M, L − 1), (M, L − 1, D)
                broken = batch.Broken(here, now);
                Step(batch, point, change, differences, gradients);
            }
            else
            {
                broken = batch.Broken(here);
            }
            if (!batch.Offer(broken, here, broken))
                return;
        }
    }

    void Step(AttackBatch batch, RowTensor point, RowTensor change, Tensor differences, Tensor gradients)
    {
        var dual = Norm == PerturbationNorm.L2 ? Norm : PerturbationNorm.L1;
        var slopes = Norms.Of(gradients.flatten(0, 1), dual).view_as(differences) + Safe; // (M, L − 1)
        var distances = differences.abs() / slopes;
        var nearest = distances.argmin(1).unsqueeze(1); // (M, 1)
        var gradient = gradients.gather(1, nearest.unsqueeze(2).expand(-1, 1, gradients.shape[2])).view_as(point.Value);
        var length = (distances.gather(1, nearest) + Further).view(-1, 1, 1, 1);
        var step = Norm == PerturbationNorm.L2
            ? length / slopes.gather(1, nearest).view(-1, 1, 1, 1) * gradient : length * gradient.sign();
        change.Set(change.Value + step);
        point.Set((batch.Images + (1 + Overshoot) * change.Value).clamp_(0, 1));
    }
}
