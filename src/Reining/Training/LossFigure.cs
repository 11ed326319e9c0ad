using System.Text.Json.Nodes;
using Reining.Figures;

namespace Reining.Training;

/// <summary>How a training went.</summary>
public static class LossFigure
{
    /// <summary>
    /// Losses over the steps: of single training batches, and on the held-out samples after each epoch. A first loss, of the untrained net,
    /// that is more than twice all others is left out and named at the axis, so that it does not flatten the rest.
    /// </summary>
    /// <param name="run">A run that was trained, in whole or in part.</param>
    /// <param name="model">What was trained, for the heading.</param>
    /// <param name="unit">What a loss is, for example <c>nats per image</c>.</param>
    /// <param name="logY">Logarithmic vertical axis.</param>
    /// <exception cref="ArgumentException">The run has no line with a loss.</exception>
    public static Figure Losses(this RunFolder run, string model, string unit, bool logY = false)
    {
        ArgumentNullException.ThrowIfNull(run);
        var stats = run.ReadStats();
        var (training, validation) = (Read(stats, "loss"), Read(stats, "validation_loss"));
        if (training.Count == 0)
            throw new ArgumentException($"Losses: expected a run that has trained, got none of its losses in '{run.File("stats.jsonl")}'.");
        var later = training.Skip(1).Concat(validation).Select(l => l.Loss).DefaultIfEmpty(double.PositiveInfinity).Max();
        var clipped = training[0].Loss > 2 * later;
        return Figure.Curves(
            $"Loss of {model}",
            clipped ? FormattableString.Invariant($"step (at step {training[0].Step:0}: {training[0].Loss:0})") : "step",
            unit,
            [
                Of("training batches", clipped ? training[1..] : training),
                .. validation.Count == 0 ? [] : new[] { Of("held out", validation) with { Dashed = true, Marked = true } },
            ],
            logY, $"Lines: training loss and held-out loss of {model} over the steps");
    }

    static List<(double Step, double Loss)> Read(IReadOnlyList<JsonObject> stats, string key) =>
        [.. stats.Where(s => s.ContainsKey(key)).Select(s => ((double)s["step"]!, (double)s[key]!))];

    static Series Of(string name, List<(double Step, double Loss)> losses) =>
        new(name, [.. losses.Select(l => l.Step)], [.. losses.Select(l => l.Loss)]);
}
