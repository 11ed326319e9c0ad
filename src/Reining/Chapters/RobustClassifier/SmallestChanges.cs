using Reining.Attacks;
using Reining.Models;
using Reining.Numerics;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>
/// How small a change gets a digit accepted as another class (fact sheet robust-gmvae.md §5.3: A2, A4, A5; §7.2), on the whole rule: the
/// distance of each digit, its median, and the share within a budget in L2. Beside them A1 with a budget in L2.
/// </summary>
public sealed class SmallestChanges : TrainedSystemExperiment
{
    /// <summary>Identifier of the arm.</summary>
    public const string Changes = "smallest";

    /// <summary>Identifier of the arm over budgets in L2.</summary>
    public const string Budget = "l2";

    internal const string Weighted = "a2", Walk = "a4", Boundary = "a5.boundary", Jump = "a5.hop_skip_jump", Points = "a5.pointwise",
        EncoderOnly = "cw_encoder", OnTarget = "a2.on_target";

    /// <summary>Budgets in L2.</summary>
    internal static readonly double[] Radii = [0.5, 1, 1.5, 2, 2.5, 3];

    const int Targets = 3, SearchSteps = 5, Candidates = 2_000;

    /// <summary>The arm of a trained system.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="system">The thesis's classifier.</param>
    /// <param name="data">The digits.</param>
    public SmallestChanges(RobustProfile profile, RobustExperiment system, Lazy<RobustData> data)
        : base(
            profile, system, Changes, new { Chapter = RobustChapter.Name, Profile = profile, Targets, SearchSteps, Radii }, data)
    {
    }

    internal static CarliniWagner Descent(int steps) => new()
    {
        SearchSteps = SearchSteps,
        Steps = 3 * steps,
        InitialConstant = 1,
        LearningRate = 0.1, // a black pixel lies far out in the attack's space
    };

    internal static BoundaryAttack Walking(int steps, ulong seed) => new() { Steps = 20 * steps, Seed = seed };

    internal static HopSkipJump Jumping(int steps, ulong seed) => new() { Steps = Math.Max(2, steps / 4), Seed = seed };

    internal static Pointwise Pointing(ulong seed) => new() { Rounds = 2, Seed = seed };

    private protected override IEnumerable<Measurement> Measure(nn.Module net, SelectiveClassifier classifier, Action<string> say)
    {
        var (images, labels) = RobustData.Tensors(Digits.Value.Attacked.Take(Profile.FewDigits));
        var (whole, goal) = (classifier.UnderAttack(), new Untargeted(labels));
        var starts = OfAnotherClass(classifier, images, labels);
        var (numbers, nearest) = (new Dictionary<string, double>(), default(Tensor));

        void Add(string key, string what, Func<Tensor> distances, bool counts = true)
        {
            say(what);
            var found = distances(); // (N,), infinite where nothing was found
            numbers[$"{key}.median"] = Statistics.Median(found.Doubles());
            numbers[$"{key}.found"] = found.isfinite().to(float64).mean().item<double>();
            if (counts)
                nearest = nearest is null ? found : minimum(nearest, found);
        }

        Add(Weighted, "A2, smallest change by descent", () => OfTargets(classifier, images, labels, numbers));
        Add(Walk, "A4, towards decoded images", () => new DecoderWalk((GaussianMixtureVae)net, classifier).Distances(images, labels));
        Add(Boundary, "A5, boundary attack", () =>
            Walking(Profile.AttackSteps, Seed).Attack(whole, images, goal, starts).Distances);
        Add(Jump, "A5, HopSkipJump", () =>
            Jumping(Profile.AttackSteps, Seed).Attack(whole, images, goal, starts).Distances);
        Add(Points, "A5, pointwise", () => Pointing(Seed).Attack(whole, images, goal, starts).Distances, false);
        Add(EncoderOnly, "CW on the encoder", () => OfEncoder(classifier, images, goal));
        yield return Of(numbers);

        var stages = HingeAttack.Stages(classifier, images, labels, Profile.AttackSteps);
        var earlier = default(BudgetResult);
        foreach (var radius in Radii)
        {
            say(FormattableString.Invariant($"A1 within {radius} in L2"));
            earlier = HingeAttack.InTurn(stages, whole, images, goal, new ThreatModel(PerturbationNorm.L2, radius), earlier);
            var worst = earlier.Succeeded.logical_or(nearest! <= radius).to(float64).mean().item<double>();
            yield return Of(
                [new($"{RobustKeys.Adaptive}.wrong", earlier.SuccessRate), new(RobustKeys.Worst, worst)], radius) with
            {
                Arm = Budget,
            };
        }
    }

    // A2: towards the nearest wrong classes, the smallest counts. The hinges are squared, as the sheet has them.
    Tensor OfTargets(SelectiveClassifier classifier, Tensor images, Tensor labels, Dictionary<string, double> numbers)
    {
        var order = AttackLoss.Others(classifier.Scores(images).detach(), labels).argsort(1, descending: true); // (N, K)
        var attack = Descent(Profile.AttackSteps) with
        {
            Loss = AttackLoss.OfImages(
                "squared hinges", (x, goal) => -HingeAttack.Hinges(classifier, x, ((Targeted)goal).Targets).square().sum(1)),
        };
        var results = Enumerable.Range(0, Targets)
            .Select(rank => (Target: order.select(1, rank), Rank: rank))
            .Select(t => (t.Target, Result: attack.Attack(classifier.UnderAttack(), images, new Targeted(t.Target)))).ToList();
        var (hit, all) = (0L, 0L);
        foreach (var (target, result) in results)
        {
            hit += (classifier.Decide(result.Images) == target).logical_and(result.Succeeded).sum().item<long>();
            all += result.Succeeded.sum().item<long>();
        }
        numbers[OnTarget] = all == 0 ? 1 : hit / (double)all;
        return stack([.. results.Select(r => r.Result.Distances)]).amin([0]);
    }

    // What is wrong for the encoder alone, at any distance: does the rule accept it?
    Tensor OfEncoder(SelectiveClassifier classifier, Tensor images, Untargeted goal)
    {
        var result = Descent(Profile.AttackSteps).Attack(new AttackedModel(classifier.Scores), images, goal);
        return result.Distances.masked_fill(goal.Reached(classifier.Decide(result.Images)).logical_not(), double.PositiveInfinity);
    }

    /// <summary>For each image the nearest calibration digit that is accepted as a class that is not its label.</summary>
    Tensor OfAnotherClass(SelectiveClassifier classifier, Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var others = Digits.Value.Calibration.Take(Math.Min(Candidates, Digits.Value.Calibration.Count)).Images();
        var decisions = MiniBatches.Map(others, classifier.Decide);
        var distances = cdist(images.flatten(1), others.flatten(1)); // (N, M)
        var unfit = (decisions.unsqueeze(0) == labels.unsqueeze(1)).logical_or(decisions.unsqueeze(0) < 0); // (N, M)
        return others.index_select(0, distances.masked_fill(unfit, double.PositiveInfinity).argmin(1)).MoveToOuterDisposeScope();
    }
}
