using Reining.Attacks;
using Reining.Models;
using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>An attack of the chapter on given images; called with rising budgets.</summary>
sealed class AttackSuite
{
    readonly Func<ThreatModel, Tensor> _images;

    AttackSuite(string name, Func<ThreatModel, Tensor> images, bool isControl = false) =>
        (Name, _images, IsControl) = (name, images, isControl);

    /// <summary>Key of its outcomes.</summary>
    public string Name { get; }

    /// <summary>Whether it is no attack, or one that is known to be blind: it does not count for the worst case.</summary>
    public bool IsControl { get; }

    /// <summary>The attacked images (N, C, H, W).</summary>
    public Tensor Images(ThreatModel threat) => _images(threat);

    /// <summary>Those of the thesis, then those that know the reject rule; weaker ones first.</summary>
    public static IReadOnlyList<AttackSuite> All(
        GaussianMixtureVae? mixture, SelectiveClassifier classifier, Tensor images, Tensor labels, int steps, ulong seed)
    {
        var goal = new Untargeted(labels);
        var (encoder, whole) = (new AttackedModel(classifier.Scores), classifier.UnderAttack());
        AttackSuite Of(string name, BudgetAttack attack, AttackedModel model, bool isControl = false) =>
            new(name, threat => attack.Attack(model, images, goal, threat).Images, isControl);

        var suites = new List<AttackSuite>
        {
            Of(RobustKeys.Noise, new RandomNoise { Seed = seed }, encoder, isControl: true),
            Of(RobustKeys.SingleStep, SingleStep, encoder),
            Of(RobustKeys.Iterative, Iterative(steps, seed), encoder),
        };
        if (mixture is not null)
        {
            var own = new AttackedModel(x => mixture.Scores(x, 1 / (2 * mixture.Settings.ComponentVariance)));
            suites.Insert(1, Of(RobustKeys.Saturated, new FastGradientSign(), own, isControl: true));
        }
        if (classifier.Tests.Count > 0)
            suites.Add(Of(RobustKeys.Orthogonal, new OrthogonalPgd(classifier.Joint) { Steps = steps }, whole));
        suites.Add(WarmStarted(RobustKeys.Adaptive, HingeAttack.Stages(classifier, images, labels, steps), whole, images, goal));
        suites.Add(WarmStarted(RobustKeys.Square, [Square(steps, seed)], whole, images, goal));
        return suites;
    }

    /// <summary>FGSM on the margin.</summary>
    public static FastGradientSign SingleStep { get; } = new() { Loss = AttackLoss.Margin };

    /// <summary>PGD on the margin, which goes on with what broke.</summary>
    public static ProjectedGradientDescent Iterative(int steps, ulong seed) =>
        new() { Loss = AttackLoss.Margin, Steps = steps, LeaveBroken = false, Seed = seed };

    /// <summary>Ten queries for each gradient step of the others.</summary>
    public static SquareAttack Square(int steps, ulong seed) => new() { Queries = 10 * steps, Seed = seed };

    // What a smaller budget broke is broken by a larger one too.
    static AttackSuite WarmStarted(
        string name, IReadOnlyList<BudgetAttack> stages, AttackedModel model, Tensor images, AttackGoal goal)
    {
        var earlier = default(BudgetResult);
        return new(name, threat => (earlier = HingeAttack.InTurn(stages, model, images, goal, threat, earlier)).Images);
    }
}
