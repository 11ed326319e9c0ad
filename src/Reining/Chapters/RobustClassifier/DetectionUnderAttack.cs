using Reining.Attacks;
using Reining.Metrics;
using Reining.Models;
using Reining.Numerics;
using Reining.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Chapters.RobustClassifier;

/// <summary>
/// How well the tests tell attacked digits from clean ones when the attack lowers all tests as far as it can (fact sheet robust-gmvae.md
/// §7.2), the attack by latent matching (A3, §5.3), and mild changes that are no attack (§7.3, S-12).
/// </summary>
public sealed class DetectionUnderAttack : TrainedSystemExperiment
{
    /// <summary>Identifier of the arm.</summary>
    public const string Detected = "detection";

    internal const string LatentMatch = "a3", Auroc = "hidden.auroc", Precision = "hidden.average_precision",
        EncoderAuroc = "hidden.auroc_encoder", DecoderAuroc = "hidden.auroc_decoder", RobustError = "robust_error_at_99",
        CleanAuroc = "clean.auroc_errors", Noise = "gaussian_noise", Shift = "shift", Turn = "rotation";

    internal static readonly double[] FalseRejections = [0.01, 0.02, 0.05];

    const double Kept = 0.99, NoiseDeviation = 0.1, Degrees = 15;
    const int Pixels = 2, Targets = 3, Candidates = 500, MildDigits = 1_000;

    /// <summary>The arm of a trained system.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="system">The thesis's classifier.</param>
    /// <param name="data">The digits.</param>
    public DetectionUnderAttack(RobustProfile profile, RobustExperiment system, Lazy<RobustData> data)
        : base(
            profile, system, Detected,
            new { Chapter = RobustChapter.Name, Profile = profile, Kept, NoiseDeviation, Degrees, Pixels, Targets }, data)
    {
    }

    /// <summary>Key of the share of attacked digits that is found at a share of falsely rejected ones.</summary>
    internal static string FoundAt(double share) => FormattableString.Invariant($"hidden.found_at_{share}");

    private protected override IEnumerable<Measurement> Measure(nn.Module net, SelectiveClassifier classifier, Action<string> say)
    {
        var (images, labels) = RobustData.Tensors(Digits.Value.Attacked.Take(Profile.FewerImages));
        say("clean digits and mild changes");
        yield return Of(Mild(classifier), 0);
        var clean = classifier.Judge(images);
        var strict = classifier.Scaled(KeepsClean(classifier));
        var match = LatentMatching(net as GaussianMixtureVae, classifier, images, labels);
        var (own, other, latent) = (Rising(classifier), Rising(strict), default(BudgetResult));
        foreach (var epsilon in Budgets)
        {
            say(FormattableString.Invariant($"A1 and A3, epsilon {epsilon}"));
            var threat = new ThreatModel(PerturbationNorm.LInfinity, epsilon);
            var numbers = Told(classifier, Hidden(threat), labels, clean).ToDictionary();
            foreach (var (key, value) in Outcome.Of(classifier.Decide(own(threat).Images), labels).Numbers(RobustKeys.Adaptive))
                numbers.Add(key, value);
            numbers[RobustError] = ErrorAt(strict, images, other(threat).Images, labels);
            if (match is not null)
            {
                latent = HingeAttack.InTurn(match, classifier.UnderAttack(), images, new Untargeted(labels), threat, latent);
                foreach (var (key, value) in Outcome.Of(classifier.Decide(latent.Images), labels).Numbers(LatentMatch))
                    numbers.Add(key, value);
            }
            yield return Of(numbers, epsilon);
        }

        // Towards the nearest wrong class, and then on: as low in all tests as it can get.
        Tensor Hidden(ThreatModel threat)
        {
            var targets = AttackLoss.Others(classifier.Scores(images).detach(), labels).argmax(1);
            var attack = HingeAttack.Steps(Profile.AttackSteps) with
            {
                Loss = AttackLoss.OfImages(
                    "tests", (x, goal) => -HingeAttack.Hinges(classifier, x, targets.index_select(0, goal.Index!), margin: 1).sum(1)),
                LeaveBroken = false,
            };
            return attack.Attack(classifier.UnderAttack(), images, new Untargeted(labels), threat).Images;
        }

        Func<ThreatModel, BudgetResult> Rising(SelectiveClassifier attacked)
        {
            var stages = HingeAttack.Stages(attacked, images, labels, Profile.AttackSteps);
            var earlier = default(BudgetResult);
            return threat =>
                earlier = HingeAttack.InTurn(stages, attacked.UnderAttack(), images, new Untargeted(labels), threat, earlier);
        }
    }

    // The joint score at which 99 % of rightly classified calibration digits are kept.
    double KeepsClean(SelectiveClassifier classifier)
    {
        using var scope = NewDisposeScope();
        var (images, labels) = RobustData.Tensors(Digits.Value.Calibration);
        var (predicted, joint, _) = classifier.Judge(images);
        var right = joint.index_select(0, (predicted == labels).nonzero().flatten()).Doubles().Order().ToList();
        return right[Math.Min((int)Math.Ceiling((right.Count + 1) * Kept), right.Count) - 1];
    }

    // Positives are attacked digits of a wrong class, accepted or not; negatives clean digits.
    static IEnumerable<KeyValuePair<string, double>> Told(
        SelectiveClassifier classifier, Tensor attacked, Tensor labels, (Tensor Predicted, Tensor Joint, Tensor Ratios) clean)
    {
        var (predicted, joint, ratios) = classifier.Judge(attacked);
        var rows = (predicted != labels).nonzero().flatten();
        if (rows.shape[0] == 0)
            yield break;
        var (positives, negatives) = (joint.index_select(0, rows).Doubles(), clean.Joint.Doubles());
        yield return new(Auroc, Detection.Auroc(positives, negatives));
        yield return new(Precision, Detection.AveragePrecision(positives, negatives));
        foreach (var share in FalseRejections)
            yield return new(FoundAt(share), Detection.TruePositiveRate(positives, negatives, share));
        foreach (var (key, column) in new[] { (EncoderAuroc, 0), (DecoderAuroc, 1) })
        {
            if (column < ratios.shape[1])
                yield return new(
                    key, Detection.Auroc(
                        ratios.select(1, column).index_select(0, rows).Doubles(), clean.Ratios.select(1, column).Doubles()));
        }
    }

    // RErr (Stutz et al. 2020): errors among accepted ones, clean or attacked, over what is accepted, clean or attacked.
    static double ErrorAt(SelectiveClassifier classifier, Tensor clean, Tensor attacked, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var (before, after) = (classifier.Decide(clean), classifier.Decide(attacked));
        var goal = new Untargeted(labels);
        var errors = goal.Reached(before).logical_or(goal.Reached(after)).sum().item<long>();
        var accepted = (before >= 0).logical_or(after >= 0).sum().item<long>();
        return accepted == 0 ? 0 : errors / (double)accepted;
    }

    // A3: the code of an accepted calibration digit of another class is matched, and the decoder's test kept low.
    IReadOnlyList<BudgetAttack>? LatentMatching(
        GaussianMixtureVae? model, SelectiveClassifier classifier, Tensor images, Tensor labels)
    {
        if (model is null)
            return null;
        using var noGradients = no_grad();
        var others = Digits.Value.Calibration.Take(Math.Min(Candidates, Digits.Value.Calibration.Count));
        var (digits, classes) = RobustData.Tensors(others);
        var decisions = classifier.Decide(digits);
        var codes = model.Encode(digits); // (M, d + style)
        var order = AttackLoss.Others(classifier.Scores(images), labels).argsort(1, descending: true); // (N, K)
        return [.. Enumerable.Range(0, Targets).Select(rank => Towards(rank))];

        ProjectedGradientDescent Towards(int rank)
        {
            var wanted = order.select(1, rank); // (N,)
            // The first accepted digit of the class.
            var fits = (decisions.unsqueeze(0) == wanted.unsqueeze(1)).logical_and(classes.unsqueeze(0) == wanted.unsqueeze(1)); // (N, M)
            var matched = codes.index_select(0, fits.to(int64).argmax(1)); // (N, d + style)
            return HingeAttack.Steps(Profile.AttackSteps) with
            {
                Loss = AttackLoss.OfImages("latent match", (x, goal) =>
                {
                    var code = model.Encode(x);
                    var error = (x - model.Decode(code)).square().flatten(1).sum(1).clamp(min: 1e-12).sqrt(); // (B,)
                    var limit = classifier.Thresholds.select(0, 1).index_select(0, wanted.index_select(0, goal.Index!));
                    var apart = (code - matched.index_select(0, goal.Index!)).square().sum(1);
                    return -apart - (error / limit - 1).clamp(min: 0);
                }),
            };
        }
    }

    IEnumerable<KeyValuePair<string, double>> Mild(SelectiveClassifier classifier)
    {
        var (images, labels) = RobustData.Tensors(Digits.Value.Test);
        var (predicted, joint, _) = classifier.Judge(images);
        var (wrong, right) = ((predicted != labels).nonzero().flatten(), (predicted == labels).nonzero().flatten());
        if (wrong.shape[0] > 0)
            yield return new(
                CleanAuroc, Detection.Auroc(joint.index_select(0, wrong).Doubles(), joint.index_select(0, right).Doubles()));
        var count = Math.Min(MildDigits, images.shape[0]);
        var (few, known) = (images.narrow(0, 0, count), labels.narrow(0, 0, count));
        using var random = new Generator(Seed);
        var noisy = (few + NoiseDeviation * randn(few.shape, generator: random)).clamp(0, 1);
        foreach (var (key, changed) in new[] { (Noise, noisy), (Shift, Moved(few)), (Turn, Rotation.Turn(few, Degrees)) })
        {
            foreach (var number in Outcome.Of(MiniBatches.Map(changed, classifier.Decide), known).Numbers(key))
                yield return number;
        }
    }

    static Tensor Moved(Tensor images) => F.pad(images, [Pixels, 0, 0, 0]).narrow(3, 0, images.shape[3]); // to the right
}
