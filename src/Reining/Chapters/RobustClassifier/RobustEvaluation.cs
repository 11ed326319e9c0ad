using Reining.Attacks;
using Reining.Display;
using Reining.Metrics;
using Reining.Models;
using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>Measures a calibrated system on clean digits, under attacks of rising budget, and on images that are no digits.</summary>
/// <param name="profile">Sizes.</param>
/// <param name="data">The digits.</param>
/// <param name="seed">Of all that is random in the attacks.</param>
/// <param name="say">Told what is being measured.</param>
public sealed class RobustEvaluation(RobustProfile profile, RobustData data, ulong seed, Action<string> say)
{
    /// <summary>The share of rightly classified digits that all tests together may reject, divided evenly among them, so that systems
    /// with one test and with two are compared at equal rejection.</summary>
    public const double Alpha = 0.02;

    /// <summary>α₀ of the total robust loss.</summary>
    internal static readonly double[] LossShares = [0, 0.1, 0.2, 0.33, 0.5, 0.67, 1];

    const int FoolingStepsFactor = 5;

    /// <summary>All measurements; the caller adds model and seed.</summary>
    /// <param name="net">In evaluation mode, frozen.</param>
    /// <param name="classifier">Made of it, calibrated.</param>
    public IReadOnlyList<Measurement> Measure(nn.Module net, SelectiveClassifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        using var scope = NewDisposeScope();
        say("clean digits");
        var (images, labels) = RobustData.Tensors(data.Test);
        var numbers = new Dictionary<string, double>(Clean(classifier, images, labels));
        if (net is GaussianMixtureVae mixture)
        {
            foreach (var (key, value) in MixtureNumbers.Of(mixture, classifier, data, seed))
                numbers.Add(key, value);
        }
        say("fooling images");
        foreach (var (key, value) in Fooling(classifier))
            numbers.Add(key, value);
        var clean = new Measurement("", seed) { Axis = new(RobustKeys.Epsilon, 0), Numbers = numbers };
        return [clean, .. Attacked(net as GaussianMixtureVae, classifier)];
    }

    /// <summary>Decisions on clean digits, and how well the score ranks errors.</summary>
    internal static IEnumerable<KeyValuePair<string, double>> Clean(SelectiveClassifier classifier, Tensor images, Tensor labels)
    {
        var (predicted, joint, _) = classifier.Judge(images);
        var right = predicted == labels; // (N,)
        var risk = RiskCoverage.Of(joint.Doubles(), [.. right.Longs().Select(r => r == 1)]);
        var decisions = where(joint <= 1, predicted, full_like(predicted, AttackedModel.Rejected));
        return
        [
            new(RobustKeys.RawAccuracy, right.to(float64).mean().item<double>()),
            .. Outcome.Of(decisions, labels).Numbers(RobustKeys.Clean),
            new(RobustKeys.RiskArea, risk.Area), new(RobustKeys.OracleArea, risk.OracleArea), new(RobustKeys.RiskAt95, risk.RiskAt(0.95)),
        ];
    }

    IEnumerable<Measurement> Attacked(GaussianMixtureVae? mixture, SelectiveClassifier classifier)
    {
        var (images, labels) = RobustData.Tensors(data.Attacked.Take(profile.AttackedImages));
        var (_, joint, ratios) = classifier.Judge(images);
        var suites = AttackSuite.All(mixture, classifier, images, labels, profile.AttackSteps, seed);
        var worst = zeros(images.shape[0], dtype: @bool); // accepted wrongly by any attack so far
        foreach (var epsilon in profile.Epsilons)
        {
            var (numbers, excess) = (new Dictionary<string, double>(), 0.0);
            foreach (var attack in suites)
            {
                say(FormattableString.Invariant($"{attack.Name}, epsilon {epsilon}"));
                NotebookCell.Token.ThrowIfCancellationRequested();
                var changed = attack.Images(new ThreatModel(PerturbationNorm.LInfinity, epsilon));
                excess = Math.Max(excess, (changed - images).abs().max().ToDouble() - epsilon);
                var decisions = classifier.UnderAttack().Decide(changed);
                foreach (var (key, value) in Outcome.Of(decisions, labels).Numbers(attack.Name))
                    numbers.Add(key, value);
                if (attack.IsControl)
                    continue;
                worst = worst.logical_or(new Untargeted(labels).Reached(decisions));
                if (attack.Name == RobustKeys.Iterative)
                    numbers.Add(RobustKeys.IterativeRaw, (classifier.Judge(changed).Predicted == labels).to(float64).mean().item<double>());
                if (attack.Name == RobustKeys.SingleStep)
                {
                    foreach (var (key, value) in OfSingleStep(mixture, classifier, changed, decisions, labels, (joint, ratios)))
                        numbers.Add(key, value);
                }
            }
            if (epsilon == profile.LossBudget)
            {
                say("attacks that cause rejection");
                var losses = TotalRobustLoss.Of(classifier, images, worst, epsilon, LossShares, profile.AttackSteps);
                foreach (var (share, loss) in LossShares.Zip(losses))
                {
                    yield return new Measurement("", seed)
                    {
                        Arm = RobustKeys.LossArm,
                        Axis = new(RobustKeys.LossAxis, share),
                        Numbers = new Dictionary<string, double> { [RobustKeys.Loss] = loss },
                    };
                }
            }
            numbers.Add(RobustKeys.Excess, excess);
            numbers.Add(RobustKeys.Worst, worst.to(float64).mean().item<double>());
            yield return new Measurement("", seed) { Axis = new(RobustKeys.Epsilon, epsilon), Numbers = numbers };
        }
    }

    // How well misclassified ones are told from clean ones, and what becomes of the rejected ones.
    static IEnumerable<KeyValuePair<string, double>> OfSingleStep(
        GaussianMixtureVae? mixture, SelectiveClassifier classifier, Tensor changed, Tensor decisions, Tensor labels,
        (Tensor Joint, Tensor Ratios) clean)
    {
        var (predicted, joint, ratios) = classifier.Judge(changed);
        var wrong = (predicted != labels).nonzero().flatten();
        double Auroc(Tensor attacked, Tensor untouched) =>
            Detection.Auroc(attacked.index_select(0, wrong).Doubles(), untouched.Doubles());
        if (wrong.shape[0] > 0)
        {
            yield return new(RobustKeys.SingleStepAuroc, Auroc(joint, clean.Joint));
            if (mixture is not null)
            {
                yield return new(RobustKeys.EncoderAuroc, Auroc(ratios.select(1, 0), clean.Ratios.select(1, 0)));
                yield return new(RobustKeys.DecoderAuroc, Auroc(ratios.select(1, 1), clean.Ratios.select(1, 1)));
            }
        }
        var rejected = (decisions < 0).nonzero().flatten();
        if (mixture is null || rejected.shape[0] == 0)
            yield break;
        var thresholds = classifier.Thresholds.select(0, 0); // of the encoder's test
        var reclassifier = new Reclassifier(mixture, mixture.Settings.ClusterWeight);
        var (classes, again) = reclassifier.Classify(changed.index_select(0, rejected), thresholds);
        var right = labels.index_select(0, rejected);
        yield return new(RobustKeys.ReclassifiedRight, (classes == right).to(float64).mean().item<double>());
        foreach (var (key, value) in Outcome.Of(again, right).Numbers(RobustKeys.Reclassified))
            yield return new(key, value);
    }

    IEnumerable<KeyValuePair<string, double>> Fooling(SelectiveClassifier classifier)
    {
        using var scope = NewDisposeScope();
        var starts = FoolingImages.Starts(FoolingStart.Uniform, data.Attacked.Take(profile.FewerImages).Images(), seed);
        var model = classifier.UnderAttack();
        var targets = classifier.Scores(starts).argmax(1);
        var attack = new ProjectedGradientDescent
        {
            Loss = AttackLoss.OfImages("hinges", (images, goal) => HingeAttack.Loss(classifier, images, ((Targeted)goal).Targets)),
            Steps = FoolingStepsFactor * profile.AttackSteps,
            RelativeStep = 1.0 / profile.AttackSteps,
            RandomStart = false,
        };
        var result = attack.Attack(model, starts, new Targeted(targets), FoolingImages.Unlimited);
        yield return new(RobustKeys.FoolingBefore, (model.Decide(starts) >= 0).to(float64).mean().item<double>());
        yield return new(RobustKeys.FoolingAfter, (model.Decide(result.Images) >= 0).to(float64).mean().item<double>());
    }
}
