using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>Signs that a measured robustness is not one, as the reference implementation of AutoAttack looks for them.</summary>
static class AutoAttackChecks
{
    const int Calls = 5, Images = 250;
    const double RandomTolerance = 1e-4, ProbabilityTolerance = 1e-5, SquareGain = 0.002;

    public static IEnumerable<string> Before(AttackedModel model, Tensor images)
    {
        using var scope = NewDisposeScope();
        var warnings = new List<string>();
        var some = images.narrow(0, 0, Math.Min(Math.Min(Images, model.BatchSize), images.shape[0]));
        var gradientsBefore = Gradients.Count;
        var outputs = Enumerable.Range(0, Calls).Select(_ => model.Scores(some)).ToList();
        if (Gradients.Count != gradientsBefore)
            warnings.Add(
                "The model takes gradients when it is asked for scores: it optimizes at inference, and an attack should differentiate " +
                "through that.");
        var units = outputs.Select(o => o / (o.square().sum(dim: 1, keepdim: true).sqrt() + 1e-10)).ToList();
        if (units.Skip(1).Any(u => !((u - units[0]).square().sum(dim: 1).sqrt().max().ToDouble() <= RandomTolerance)))
            warnings.Add("The model's scores differ from call to call: use AutoAttack.Random, and judge images over several calls.");
        var (low, high) = (outputs[0].min().ToDouble(), outputs[0].max().ToDouble());
        if (low > -ProbabilityTolerance && high < 1 + ProbabilityTolerance &&
            (outputs[0].sum(dim: 1) - 1).abs().max().ToDouble() < ProbabilityTolerance)
            warnings.Add("The scores look like probabilities: attack the logits.");
        if (outputs[0].shape[1] < 4)
            warnings.Add($"The model knows {outputs[0].shape[1]} classes: the targeted logit ratio needs 4.");
        return warnings;
    }

    public static IEnumerable<string> After(IReadOnlyList<AttackStage> stages, BudgetResult result)
    {
        using var scope = NewDisposeScope();
        foreach (var stage in stages.Where(s => s.Cost.WithoutGradient > 0))
            yield return FormattableString.Invariant(
                $"{stage.Attack.GetType().Name} saw no gradient at all on {stage.Cost.WithoutGradient:0.0%} of its images.");
        for (var i = 1; i < stages.Count; i++)
        {
            if (stages[i].Attack is SquareAttack && stages[i - 1].RobustAccuracy - stages[i].RobustAccuracy is > SquareGain and var gain)
                yield return FormattableString.Invariant(
                    $"The square attack, which sees no gradients, broke {gain:0.0%} more: the others' gradients may mislead.");
        }
        if (!result.Threat.Allows(result.Distances).all().item<bool>() || result.Images.isnan().any().item<bool>() ||
            result.Images.min().ToDouble() < 0 || result.Images.max().ToDouble() > 1)
            yield return "An image lies outside the threat model: this is an error of an attack.";
    }
}
