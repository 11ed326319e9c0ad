using Reining.Attacks;
using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>
/// A1, the attack that knows the reject rule (fact sheet robust-gmvae.md §5.3): towards each wrong class t in turn, the nearest first, it
/// lowers what keeps the image from being accepted as t.
/// <code>
/// Σ over tests  max(0, test_t(x') / τ_t − (1 − κ))   +   max(0, max score − score of t)
/// </code>
/// The last term is zero for the mixture's classifier where the encoder's test passes; a classifier with other tests needs it.
/// </summary>
public static class HingeAttack
{
    const double Margin = 0.02; // κ: successes lie a little inside

    /// <summary>Attacks images of which each may be changed within a budget.</summary>
    /// <param name="classifier">Calibrated.</param>
    /// <param name="images">(N, C, H, W).</param>
    /// <param name="labels">(N,), int64.</param>
    /// <param name="threat">The budget.</param>
    /// <param name="steps">Gradient steps for each wrong class.</param>
    /// <returns>A success is a wrong class that is accepted. Tensors owned by the caller's dispose scope.</returns>
    public static BudgetResult Attack(SelectiveClassifier classifier, Tensor images, Tensor labels, ThreatModel threat, int steps)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        return InTurn(Stages(classifier, images, labels, steps), classifier.UnderAttack(), images, new Untargeted(labels), threat);
    }

    /// <summary>The attack's stages, one a wrong class; each sees only what still stands.</summary>
    /// <param name="classifier">Calibrated.</param>
    /// <param name="images">(N, C, H, W), those that will be attacked.</param>
    /// <param name="labels">(N,), int64.</param>
    /// <param name="steps">Gradient steps for each class.</param>
    /// <param name="most">How many classes are tried at most.</param>
    /// <returns>As many attacks as there are wrong classes; good as long as the caller's dispose scope.</returns>
    public static IReadOnlyList<BudgetAttack> Stages(
        SelectiveClassifier classifier, Tensor images, Tensor labels, int steps, int most = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var scores = classifier.Scores(images); // (N, K)
        var order = AttackLoss.Others(scores, labels).argsort(1, descending: true); // (N, K), the label itself last
        return [.. Enumerable.Range(0, Math.Min((int)scores.shape[1] - 1, most))
            .Select(rank => Towards(classifier, order.select(1, rank).clone().MoveToOuterDisposeScope(), steps))];
    }

    /// <summary>The loss towards given classes, at most 0; 0 where all tests pass with a margin.</summary>
    /// <param name="classifier">Calibrated.</param>
    /// <param name="images">(B, C, H, W).</param>
    /// <param name="targets">(B,), int64.</param>
    /// <returns>(B,).</returns>
    public static Tensor Loss(SelectiveClassifier classifier, Tensor images, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        return -Hinges(classifier, images, targets).sum(1);
    }

    /// <summary>Its terms, (B, T + 1), at least 0: one for each test, and the last for the score. With a margin of 1 they are the tests'
    /// ratios themselves.</summary>
    internal static Tensor Hinges(SelectiveClassifier classifier, Tensor images, Tensor targets, double margin = Margin)
    {
        var (scores, ratios) = classifier.ScoresAndRatios(images); // (B, K), (B, T, K)
        var behind = (scores.amax([1], keepdim: true) - AttackLoss.Of(scores, targets).unsqueeze(1)).clamp(min: 0); // (B, 1)
        if (classifier.Tests.Count == 0)
            return behind;
        return cat([(SelectiveClassifier.OfClass(ratios, targets) - (1 - margin)).clamp(min: 0), behind], 1);
    }

    /// <summary>Descent without random starts, its loss still to be said.</summary>
    internal static ProjectedGradientDescent Steps(int steps) =>
        new() { Steps = steps, RelativeStep = RelativeStep(steps), RandomStart = false };

    static ProjectedGradientDescent Towards(SelectiveClassifier classifier, Tensor targets, int steps) => Steps(steps) with
    {
        Loss = AttackLoss.OfImages("hinges", (images, goal) => Loss(classifier, images, targets.index_select(0, goal.Index!))),
    };

    /// <summary>Length of a step over ε, so that some of them cross the ball.</summary>
    internal static double RelativeStep(int steps) => Math.Max(2.5 / steps, 0.02);

    /// <summary>Stages one after another, each on what the earlier ones and an earlier result left standing.</summary>
    internal static BudgetResult InTurn(
        IReadOnlyList<BudgetAttack> stages, AttackedModel model, Tensor images, AttackGoal goal, ThreatModel threat,
        BudgetResult? earlier = null)
    {
        foreach (var stage in stages)
            earlier = stage.Attack(model, images, goal, threat, earlier);
        return earlier!;
    }
}
