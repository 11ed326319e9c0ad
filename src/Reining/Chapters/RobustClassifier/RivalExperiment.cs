using Reining.Attacks;
using Reining.Data;
using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>A rival rule on clean digits and under attacks that know it.</summary>
public sealed class RivalExperiment : TrainedSystemExperiment
{
    const int CalibrationFactor = 20, TestFactor = 10, Targets = 3;
    readonly ClassifierRival _rival;

    /// <summary>An experiment of a profile.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="rival">The rule.</param>
    /// <param name="system">The experiment that trains its net.</param>
    /// <param name="data">The digits.</param>
    public RivalExperiment(RobustProfile profile, ClassifierRival rival, RobustExperiment system, Lazy<RobustData> data)
        : base(
            profile, system, rival.Id,
            new { Chapter = RobustChapter.Name, Profile = profile, Rival = rival.Id, rival.Cost, CalibrationFactor, TestFactor, Targets },
            data, model: rival.Id)
    {
        _rival = rival ?? throw new ArgumentNullException(nameof(rival));
        Title = $"{rival.Name}, seed {system.Seed}";
    }

    private protected override IEnumerable<Measurement> Measure(nn.Module net, SelectiveClassifier trained, Action<string> say)
    {
        var classifier = _rival.Classifier(net, Digits.Value.Train);
        say("thresholds");
        var (calibration, known) = RobustData.Tensors(Some(Digits.Value.Calibration, CalibrationFactor));
        classifier.Calibrate(calibration, known, RobustEvaluation.Alpha);
        say("clean digits");
        var (test, truth) = RobustData.Tensors(Some(Digits.Value.Test, TestFactor));
        yield return Of(RobustEvaluation.Clean(classifier, test, truth), 0);

        var (images, labels) = RobustData.Tensors(Digits.Value.Attacked.Take(_rival.Digits(Profile)));
        var (steps, goal, whole) = (Math.Max(2, Profile.AttackSteps / _rival.Cost), new Untargeted(labels), classifier.UnderAttack());
        var stages = HingeAttack.Stages(classifier, images, labels, steps, Targets);
        var (blind, adaptive) = (HingeAttack.Steps(steps) with { Loss = AttackLoss.Margin }, default(BudgetResult));
        var worst = zeros(images.shape[0], dtype: @bool);
        foreach (var epsilon in Budgets)
        {
            say(FormattableString.Invariant($"under attack, epsilon {epsilon}"));
            var (threat, numbers) = (new ThreatModel(PerturbationNorm.LInfinity, epsilon), new Dictionary<string, double>());
            adaptive = HingeAttack.InTurn(stages, whole, images, goal, threat, adaptive);
            Add(RobustKeys.Adaptive, adaptive.Images);
            Add(RobustKeys.Iterative, blind.Attack(new AttackedModel(classifier.Scores), images, goal, threat).Images);
            numbers.Add(RobustKeys.Worst, worst.to(float64).mean().item<double>());
            yield return Of(numbers, epsilon);

            void Add(string key, Tensor attacked)
            {
                var decisions = whole.Decide(attacked);
                foreach (var (name, value) in Outcome.Of(decisions, labels).Numbers(key))
                    numbers.Add(name, value);
                worst = worst.logical_or(goal.Reached(decisions));
            }
        }
    }

    // As many as a rule that costs much can take: a multiple of the attacked ones.
    LabeledImages Some(LabeledImages digits, int factor) => digits.Take(Math.Min(digits.Count, factor * Profile.FewerImages));
}
