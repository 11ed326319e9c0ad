using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// Carlini and Wagner's attack in L2 (2017, §VI): Adam on ‖x' − x‖² + c · max(0, κ − margin) in a space where x' = ½(tanh w + 1) cannot
/// leave [0, 1], and a binary search for each image's c. The nearest success of all rounds counts.
/// </summary>
public sealed record CarliniWagner() : DistanceAttack(PerturbationNorm.L2, PerturbationNorm.L2)
{
    const double Shrink = 0.999999, Beta1 = 0.9, Beta2 = 0.999, Small = 1e-8, Progress = 0.9999, Factor = 10, Largest = 1e10;
    const int Checks = 10, ManyRounds = 10;

    /// <summary>A loss that is above 0 on success.</summary>
    public AttackLoss Loss { get; init; } = AttackLoss.Margin;

    /// <summary>Values of c that are tried.</summary>
    public int SearchSteps { get; init => field = Options.Positive(value, nameof(SearchSteps)); } = 9;

    /// <summary>Steps of Adam for each c, at most.</summary>
    public int Steps { get; init => field = Options.Positive(value, nameof(Steps)); } = 10_000;

    /// <summary>Of Adam.</summary>
    public double LearningRate { get; init => field = Options.Positive(value, nameof(LearningRate)); } = 0.01;

    /// <summary>The first c.</summary>
    public double InitialConstant { get; init => field = Options.Positive(value, nameof(InitialConstant)); } = 1e-3;

    /// <summary>κ: by how much the loss must be above 0, also for a success to count.</summary>
    public double Confidence { get; init => field = Options.NotNegative(value, nameof(Confidence)); }

    /// <summary>Whether an image's round ends when a tenth of the steps lowered its objective by less than 1/10 000.</summary>
    public bool StopEarly { get; init; } = true;

    internal override void Search(AttackBatch batch)
    {
        using var scope = NewDisposeScope();
        var like = batch.AllImages;
        var constants = full([like.shape[0]], InitialConstant, like.dtype, like.device); // for each image of the batch, here and below
        var (lower, upper) = (zeros_like(constants), full_like(constants, double.PositiveInfinity));
        for (var round = 0; round < SearchSteps; round++)
        {
            using var one = NewDisposeScope();
            if (round == SearchSteps - 1 && SearchSteps >= ManyRounds)
                constants.copy_(upper.clamp(max: Largest)); // once more where it worked
            var found = zeros_like(constants, @bool);
            using (var pass = batch.Fork())
            {
                if (pass.Count == 0)
                    return;
                Round(pass, constants, found);
            }
            upper.copy_(where(found, constants, upper));
            lower.copy_(where(found, lower, constants));
            constants.copy_(where(upper.isinf(), constants * Factor, (lower + upper) / 2));
        }
    }

    void Round(AttackBatch batch, Tensor constants, Tensor found)
    {
        using var scope = NewDisposeScope();
        using var rows = batch.NewRows();
        var w = rows.Add(((batch.Images * 2 - 1) * Shrink).atanh());
        var clean = rows.Add((w.Value.tanh() + 1) / 2); // the round trip, from which distances are taken
        var (mean, square) = (rows.Add(zeros_like(w.Value)), rows.Add(zeros_like(w.Value)));
        var weight = rows.Add(constants.index_select(0, batch.Rows));
        var before = rows.Add(full_like(weight.Value, double.PositiveInfinity));
        var every = (int)Math.Ceiling(Steps / (double)Checks);
        for (var step = 0; step < Steps; step++)
        {
            using var one = NewDisposeScope();
            var tanh = w.Value.tanh();
            var point = ((tanh + 1) / 2).clamp_(0, 1);
            var (losses, gradient, scores) = batch.Gradient(Loss, point);
            var hinge = (Confidence - losses).clamp_(min: 0);
            var change = point - clean.Value;
            var push = where(hinge > 0, weight.Value, zeros_like(weight.Value)).view(-1, 1, 1, 1);
            var slope = (2 * change - push * gradient) * (1 - tanh * tanh) / 2;
            Adam(w, mean, square, slope, step + 1);
            Tensor? stuck = null;
            if (StopEarly && step % every == 0)
            {
                var objective = change.square().sum([1, 2, 3]) + weight.Value * hinge;
                stuck = (objective <= Progress * before.Value).logical_not();
                before.Set(objective);
            }
            var success = batch.Broken(point, scores);
            if (Confidence > 0)
                success = success.logical_and(losses >= Confidence);
            found.index_copy_(0, batch.Rows, found.index_select(0, batch.Rows).logical_or(success));
            if (!batch.Offer(success, point, stuck))
                return;
        }
    }

    void Adam(RowTensor w, RowTensor mean, RowTensor square, Tensor slope, int step)
    {
        mean.Value.mul_(Beta1).add_(slope, alpha: 1 - Beta1);
        square.Value.mul_(Beta2).addcmul_(slope, slope, 1 - Beta2);
        var (first, second) = (1 - Math.Pow(Beta1, step), 1 - Math.Pow(Beta2, step));
        w.Value.addcdiv_(mean.Value / first, (square.Value / second).sqrt_().add_(Small), -LearningRate);
    }
}
