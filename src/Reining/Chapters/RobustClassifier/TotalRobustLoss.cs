using Reining.Attacks;
using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>
/// Total robust loss (Chen et al. 2023, arXiv 2305.01139; anchor of the sheet's §7): an image counts if some change within ε makes it
/// accepted as a wrong class, or if a change within α₀ε makes it rejected. At α₀ = 0 only a rejected clean image counts beside errors; at
/// α₀ = 1 rejecting is as bad as erring. The second half is attack A9: it raises the largest test of the class until it rejects.
/// </summary>
static class TotalRobustLoss
{
    const long Rejected = 1; // of the two decisions of the wrapped model

    /// <summary>The loss for each α₀.</summary>
    /// <param name="classifier">Calibrated.</param>
    /// <param name="images">(N, C, H, W).</param>
    /// <param name="wrong">(N,): whether some attack within ε gets the image accepted as a wrong class.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="shares">α₀, rising, from 0.</param>
    /// <param name="steps">Gradient steps.</param>
    internal static IReadOnlyList<double> Of(
        SelectiveClassifier classifier, Tensor images, Tensor wrong, double epsilon, IReadOnlyList<double> shares, int steps)
    {
        using var scope = NewDisposeScope();
        var rejects = new AttackedModel(
            x => classifier.Joint(x) is var joint ? stack([ones_like(joint), joint], 1) : x,
            x => (classifier.Decide(x) < 0).to(int64));
        var goal = new Targeted(full([images.shape[0]], Rejected, dtype: int64));
        var attack = HingeAttack.Steps(steps) with { Loss = AttackLoss.OfImages("rejection", (x, _) => classifier.Joint(x)) };
        var losses = new List<double>();
        var earlier = default(BudgetResult);
        foreach (var share in shares)
        {
            var counted = wrong;
            if (classifier.Tests.Count > 0)
            {
                earlier = attack.Attack(rejects, images, goal, new ThreatModel(PerturbationNorm.LInfinity, share * epsilon), earlier);
                counted = wrong.logical_or(earlier.Succeeded);
            }
            losses.Add(counted.to(float64).mean().item<double>());
        }
        return losses;
    }
}
