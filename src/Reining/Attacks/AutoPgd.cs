using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// Auto-PGD (Croce and Hein 2020, §3): projected steps with momentum whose length is halved, for each image by itself, when too few of
/// them raise the loss, and which then go on from the best point. With <see cref="Targets"/> it searches towards several wrong classes in
/// turn; any misclassification is a success.
/// </summary>
public sealed record AutoPgd : BudgetAttack
{
    const double Momentum = 0.75, EnoughRises = 0.75;

    /// <summary>What it raises; the paper's choices are cross-entropy and <see cref="AttackLoss.LogitRatio"/>.</summary>
    public AttackLoss Loss { get; init; } = AttackLoss.CrossEntropy;

    /// <summary>Gradient steps.</summary>
    public int Steps { get; init => field = Options.Positive(value, nameof(Steps)); } = 100;

    /// <summary>Searches for images that still stand, each from another start; with targets for each of them.</summary>
    public int Restarts { get; init => field = Options.Positive(value, nameof(Restarts)); } = 1;

    /// <summary>Wrong classes to go towards, those with the highest scores of the clean image first; 0 for the untargeted loss. At most
    /// as many as there are.</summary>
    public int Targets { get; init => field = Options.NotNegative(value, nameof(Targets)); }

    /// <summary>Seed of the starts.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Steps after which the length is judged: at 22 % of them, then in windows that shrink by 3 % to 6 %.</summary>
    internal static IReadOnlyList<int> Checkpoints(int steps)
    {
        var (window, least, less) = (Math.Max(22 * steps / 100, 1), Math.Max(6 * steps / 100, 1), Math.Max(3 * steps / 100, 1));
        var result = new List<int>();
        for (var at = window; at <= steps; at += window)
        {
            result.Add(at);
            window = Math.Max(window - less, least);
        }
        return result;
    }

    internal override void Search(AttackBatch batch) => TargetPasses.Run(batch, Targets, nameof(AutoPgd), (whole, goal, rank) =>
    {
        for (var restart = 0; restart < Restarts; restart++)
        {
            using var pass = whole.Fork(goal);
            if (pass.Count == 0)
                return;
            Once(pass, (long)rank * Restarts + restart);
        }
    });

    void Once(AttackBatch batch, long stream)
    {
        using var scope = NewDisposeScope();
        using var rows = batch.NewRows();
        var threat = batch.Threat!;
        var start = Starts.OnBall(batch, new ImageRandom(Seed), stream);
        var (losses, gradient, scores) = batch.Gradient(Loss, start);
        var (point, before, direction) = (rows.Add(start.clone()), rows.Add(start.clone()), rows.Add(gradient));
        var (best, bestDirection, highest) = (rows.Add(start.clone()), rows.Add(gradient.clone()), rows.Add(losses.clone()));
        var (last, atCheck, rises) = (rows.Add(losses.clone()), rows.Add(losses.clone()), rows.Add(zeros_like(losses)));
        var step = rows.Add(full([batch.Count, 1, 1, 1], 2 * threat.Epsilon, start.dtype, start.device));
        var halved = rows.Add(ones(batch.Count, @bool, start.device)); // so that rule (b) does not fire at the first checkpoint
        if (!batch.Break(batch.Broken(start, scores), start, losses))
            return;
        var (checkpoints, check, checkedAt) = (Checkpoints(Steps), 0, 0);
        for (var i = 1; i <= Steps; i++)
        {
            using var one = NewDisposeScope();
            var x = point.Value;
            var z = threat.Project(x + step.Value * threat.Direction(direction.Value), batch.Images);
            // the first step has no one before it
            var next = i == 1 ? z : threat.Project(x + Momentum * (z - x) + (1 - Momentum) * (x - before.Value), batch.Images);
            before.Set(x.alias());
            point.Set(next);
            if (i < Steps)
            {
                (losses, gradient, scores) = batch.Gradient(Loss, next);
                direction.Set(gradient);
            }
            else
            {
                (losses, scores) = batch.Losses(Loss, next);
            }
            rises.Set(rises.Value + (losses > last.Value).to(losses.dtype));
            last.Set(losses.alias());
            var higher = losses > highest.Value;
            best.Replace(higher, next);
            bestDirection.Replace(higher, direction.Value);
            highest.Replace(higher, losses);
            var (broken, found) = (batch.Broken(next, scores), next.alias());
            if (check < checkpoints.Count && i == checkpoints[check])
            {
                Judge(i - checkedAt);
                (checkedAt, check) = (i, check + 1);
            }
            if (!batch.Break(broken, found, losses))
                return;
        }
        batch.Settle(best.Value, highest.Value);

        void Judge(int window)
        {
            var tooFew = rises.Value <= EnoughRises * window;
            var noGain = halved.Value.logical_not().logical_and(atCheck.Value >= highest.Value);
            var halve = tooFew.logical_or(noGain);
            halved.Set(halve);
            atCheck.Set(highest.Value.clone());
            rises.Set(zeros_like(rises.Value));
            step.Replace(halve, step.Value / 2);
            point.Replace(halve, best.Value);
            direction.Replace(halve, bestDirection.Value);
        }
    }
}
