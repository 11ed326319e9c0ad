using Reining.Attacks;
using Reining.Models;
using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>
/// The whole chain, in which the decoder classifies what was rejected, under attacks that know it (fact sheet robust-gmvae.md §5.3, A7;
/// anchor §1.8): the gradient goes through all steps of the search for a code.
/// </summary>
public sealed class ChainAttacks : TrainedSystemExperiment
{
    /// <summary>Identifier of the arm.</summary>
    public const string Chain = "chain";

    internal const string Through = "a7", ByRule = "rule.wrong", Blind = RobustKeys.Iterative,
        Adaptive = RobustKeys.Adaptive, Single = RobustKeys.SingleStep;

    const int SearchSteps = 20;
    const double Inside = 0.02; // how far past a threshold the attack goes

    /// <summary>The arm of a trained system.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="system">The thesis's classifier.</param>
    /// <param name="data">The digits.</param>
    public ChainAttacks(RobustProfile profile, RobustExperiment system, Lazy<RobustData> data)
        : base(profile, system, Chain, new { Chapter = RobustChapter.Name, Profile = profile, SearchSteps, Inside }, data)
    {
    }

    /// <summary>Gradient steps of A7, each through the whole search, of those of other attacks.</summary>
    internal static int Steps(int steps) => Math.Max(2, 2 * steps / 5);

    private protected override IEnumerable<Measurement> Measure(nn.Module net, SelectiveClassifier classifier, Action<string> say)
    {
        var model = (GaussianMixtureVae)net;
        var chain = new ClassifierChain(classifier, new Reclassifier(model, model.Settings.ClusterWeight));
        var (test, truth) = RobustData.Tensors(Digits.Value.Test);
        say("clean digits");
        yield return Of(Outcome.Of(chain.Decide(test), truth).Numbers(RobustKeys.Clean), 0);

        var (images, labels) = RobustData.Tensors(Digits.Value.Attacked.Take(Profile.FewDigits));
        var (goal, encoder) = (new Untargeted(labels), new AttackedModel(classifier.Scores));
        var order = AttackLoss.Others(classifier.Scores(images).detach(), labels).argsort(1, descending: true);
        var stages = HingeAttack.Stages(classifier, images, labels, Profile.AttackSteps);
        foreach (var epsilon in Budgets)
        {
            var (threat, numbers) = (new ThreatModel(PerturbationNorm.LInfinity, epsilon), new Dictionary<string, double>());
            var (worst, byRule) = (zeros(images.shape[0], dtype: @bool), zeros(images.shape[0], dtype: @bool));
            void Add(string key, string what, Func<Tensor> attacked)
            {
                say(FormattableString.Invariant($"{what}, epsilon {epsilon}"));
                var changed = attacked();
                var decisions = chain.Decide(changed);
                foreach (var (name, value) in Outcome.Of(decisions, labels).Numbers(key))
                    numbers.Add(name, value);
                worst = worst.logical_or(goal.Reached(decisions));
                byRule = byRule.logical_or(goal.Reached(classifier.Decide(changed)));
            }
            Add(Single, "FGSM", () =>
                AttackSuite.SingleStep.Attack(encoder, images, goal, threat).Images);
            Add(Blind, "PGD on the encoder", () =>
                AttackSuite.Iterative(Profile.AttackSteps, Seed).Attack(encoder, images, goal, threat).Images);
            Add(Adaptive, "A1", () =>
                HingeAttack.InTurn(stages, classifier.UnderAttack(), images, goal, threat).Images);
            Add(Through, "A7, through the reclassifier", () =>
                ThroughSearch(model, classifier, images, labels, order.select(1, 0), threat));
            numbers.Add(RobustKeys.Worst, worst.to(float64).mean().item<double>());
            numbers.Add(ByRule, byRule.to(float64).mean().item<double>());
            yield return Of(numbers, epsilon);
        }
    }

    /// <summary>A7: images that the classifier rejects and whose search ends better at a wrong class than at their own.</summary>
    Tensor ThroughSearch(
        GaussianMixtureVae model, SelectiveClassifier classifier, Tensor images, Tensor labels, Tensor targets, ThreatModel threat)
    {
        var search = new Reclassifier(model, model.Settings.ClusterWeight) { Steps = SearchSteps };
        var means = nn.functional.pad(model.Means, [0, model.Settings.StyleSize]); // (K, d + style)
        // Success is not looked for on the way, since the deployed chain takes thousands of decodings; the chain judges the end.
        var never = new AttackedModel(classifier.Scores, x => full([x.shape[0]], AttackedModel.Rejected, dtype: int64));
        var attack = HingeAttack.Steps(Steps(Profile.AttackSteps)) with
        {
            Loss = AttackLoss.OfImages("search", (x, goal) =>
            {
                Tensor Objective(Tensor classes)
                {
                    var start = means.index_select(0, classes.index_select(0, goal.Index!));
                    return search.Descend(x, start, start, unrolled: true).Objectives; // (B,)
                }
                var (wrong, right) = (Objective(targets), Objective(labels));
                var rejected = (1 + Inside - classifier.Joint(x)).clamp(min: 0);
                return -(wrong / right - (1 - Inside)).clamp(min: 0) - rejected; // (B,)
            }),
        };
        return attack.Attack(never, images, new Untargeted(labels), threat).Images;
    }
}
