using Reining.Attacks;
using Reining.Data;
using Reining.Models;
using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>Whether the attacks on the thesis's classifier mean what they say (fact sheet robust-gmvae.md §7.3, §8.3): the same trained
/// model, attacked with other thresholds, other budgets, more steps, and through another net.</summary>
public sealed class SanityChecks : TrainedSystemExperiment
{
    /// <summary>Identifier of the arm.</summary>
    public const string Checks = "checks";

    internal const string GradientError = "gradient_error", CoverageRises = "coverage_rises", Both = "a1.both",
        EncoderOnly = "a1.encoder_only", DecoderOnly = "a1.decoder_only", Misjudged = "misjudged", Unbounded = "a1.unbounded",
        MedianDistance = "median_l2",
        MoreSteps = "a1.twice_the_steps", Looser = "a1.looser", Tighter = "a1.tighter", MissedByGradients = "found_by_chance_alone",
        Transferred = "transfer", Overlap = "calibration_overlap";

    const double Budget = 0.1;
    const int RandomDraws = 200;

    readonly RobustExperiment _other;

    /// <summary>The checks of a trained classifier.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="mixture">The thesis's classifier.</param>
    /// <param name="other">Another net, whose images are tried on it.</param>
    /// <param name="data">The digits.</param>
    public SanityChecks(RobustProfile profile, RobustExperiment mixture, RobustExperiment other, Lazy<RobustData> data) : base(
        profile, mixture, Checks, new { Chapter = RobustChapter.Name, Profile = profile, Budget, RandomDraws }, data, other) =>
        _other = other;

    private protected override IEnumerable<Measurement> Measure(nn.Module net, SelectiveClassifier classifier, Action<string> say)
    {
        var (otherNet, other) = _other.LoadClassifier();
        using (otherNet)
            return [Of(Measure((GaussianMixtureVae)net, classifier, other, say))];
    }

    IEnumerable<KeyValuePair<string, double>> Measure(
        GaussianMixtureVae model, SelectiveClassifier classifier, SelectiveClassifier other, Action<string> say)
    {
        var (images, labels) = RobustData.Tensors(Digits.Value.Attacked.Take(Profile.FewerImages));
        var goal = new Untargeted(labels);
        double A1(SelectiveClassifier c, double epsilon, int steps, string what)
        {
            say(what);
            return Broken(c, images, labels, epsilon, steps).to(float64).mean().item<double>();
        }

        yield return new(GradientError, GradientsAgainstDifferences(images.narrow(0, 0, 8)));
        var (tight, loose) = (Calibrated(model, 0.05), Calibrated(model, 1e-6));
        yield return new(CoverageRises, Coverage(tight) <= Coverage(classifier) && Coverage(classifier) <= Coverage(loose) ? 1 : 0);
        yield return new(Tighter, A1(tight, Budget, Profile.AttackSteps, "tighter thresholds"));
        yield return new(Looser, A1(loose, Budget, Profile.AttackSteps, "looser thresholds"));
        yield return new(EncoderOnly, A1(classifier.With(MixtureClassifier.Encoder), Budget, Profile.AttackSteps, "encoder's test alone"));
        yield return new(DecoderOnly, A1(classifier.With(MixtureClassifier.Decoder), Budget, Profile.AttackSteps, "decoder's test alone"));
        yield return new(MoreSteps, A1(classifier, Budget, 2 * Profile.AttackSteps, "twice the steps"));
        yield return new(Unbounded, A1(classifier, 1, Profile.AttackSteps, "no budget"));

        say("the adaptive attack again");
        var broken = Broken(classifier, images, labels, Budget, Profile.AttackSteps);
        yield return new(Both, broken.to(float64).mean().item<double>());
        var budget = new ThreatModel(PerturbationNorm.LInfinity, Budget);
        var whole = classifier.UnderAttack();
        say("random search");
        var chance = new RandomNoise { Draws = RandomDraws, Seed = Seed }.Attack(whole, images, goal, budget);
        yield return new(MissedByGradients, chance.Succeeded.logical_and(broken.logical_not()).sum().item<long>());
        var transfer = new Transfer(
            new ProjectedGradientDescent { Loss = AttackLoss.Margin, Steps = Profile.AttackSteps, LeaveBroken = false, Seed = Seed },
            new AttackedModel(other.Scores)).Attack(whole, images, goal, budget);
        yield return new(Transferred, transfer.SuccessRate);
        yield return new(Misjudged, (goal.Reached(classifier.Decide(transfer.Images)) != transfer.Succeeded).sum().item<long>());
        say("smallest changes");
        var smallest = new DecoupledDirectionNorm { Loss = AttackLoss.OfImages("hinges", (x, g) => Nearest(classifier, x, g)) }
            .Attack(whole, images, goal);
        yield return new(MedianDistance, smallest.Median);
        yield return new(Overlap, Shared(Digits.Value.Calibration, Digits.Value.Test));
    }

    double GradientsAgainstDifferences(Tensor images)
    {
        var (copy, classifier) = System.LoadClassifier(); // becomes double
        using (copy)
            return InputGradients.Error((GaussianMixtureVae)copy, classifier, images, Seed);
    }

    SelectiveClassifier Calibrated(GaussianMixtureVae model, double alpha)
    {
        var classifier = MixtureClassifier.Of(model);
        var (images, labels) = RobustData.Tensors(Digits.Value.Calibration);
        classifier.Calibrate(images, labels, alpha);
        return classifier;
    }

    double Coverage(SelectiveClassifier classifier)
    {
        using var scope = NewDisposeScope();
        return (classifier.Judge(Digits.Value.Test.Images()).Joint <= 1).to(float64).mean().item<double>();
    }

    static Tensor Broken(SelectiveClassifier classifier, Tensor images, Tensor labels, double epsilon, int steps) =>
        HingeAttack.Attack(classifier, images, labels, new ThreatModel(PerturbationNorm.LInfinity, epsilon), steps).Succeeded;

    // Towards the wrong class that is easiest at the moment.
    static Tensor Nearest(SelectiveClassifier classifier, Tensor images, AttackGoal goal)
    {
        var others = AttackLoss.Others(classifier.Scores(images).detach(), ((Untargeted)goal).Labels);
        return HingeAttack.Loss(classifier, images, others.argmax(1));
    }

    static int Shared(LabeledImages a, LabeledImages b)
    {
        var known = Enumerable.Range(0, a.Count).Select(i => Convert.ToHexString(a.Pixels(i))).ToHashSet();
        return Enumerable.Range(0, b.Count).Count(i => known.Contains(Convert.ToHexString(b.Pixels(i))));
    }
}
