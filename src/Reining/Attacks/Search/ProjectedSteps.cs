using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// Steps along which a loss rises, each brought back into the threat model: what FGSM, BIM, MIM and PGD share. Of an image that does not
/// break, the point with the highest loss is kept, the start among them.
/// </summary>
static class ProjectedSteps
{
    /// <param name="batch">Under attack.</param>
    /// <param name="loss">To raise.</param>
    /// <param name="steps">How many.</param>
    /// <param name="relativeStep">Length of a step over ε.</param>
    /// <param name="start">(M, C, H, W), within the threat model.</param>
    /// <param name="direction">From a gradient (M, C, H, W) to a step of length 1 in the threat model's norm.</param>
    /// <param name="leave">Whether broken images leave; otherwise the loss is raised further.</param>
    public static void Run(
        AttackBatch batch, AttackLoss loss, int steps, double relativeStep, Tensor start, Func<Tensor, Tensor> direction,
        bool leave = true)
    {
        using var scope = NewDisposeScope();
        using var rows = batch.NewRows();
        var threat = batch.Threat!;
        var point = rows.Add(start.clone());
        var (best, highest) = (rows.Add(start.clone()), rows.Add(full([batch.Count], double.NegativeInfinity, start.dtype, start.device)));
        for (var step = 0; step <= steps; step++)
        {
            using var one = NewDisposeScope();
            var here = point.Value;
            Tensor losses;
            Tensor? gradient = null, scores;
            if (step < steps)
                (losses, gradient, scores) = batch.Gradient(loss, here);
            else
                (losses, scores) = batch.Losses(loss, here);
            var higher = losses > highest.Value;
            best.Replace(higher, here);
            highest.Replace(higher, losses.to(highest.Value.dtype));
            var broken = leave ? batch.Broken(here, scores) : null;
            var kept = here.alias(); // the step below frees the point
            if (gradient is not null)
                point.Set(threat.Project(here + relativeStep * threat.Epsilon * direction(gradient), batch.Images));
            if (broken is not null && !batch.Break(broken, kept, losses))
                return;
        }
        batch.Settle(best.Value, highest.Value);
    }
}
