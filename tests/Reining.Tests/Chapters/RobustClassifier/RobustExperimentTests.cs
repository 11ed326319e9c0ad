using Reining.Chapters;
using Reining.Chapters.RobustClassifier;
using Reining.Tests.Data;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Tests.Chapters.RobustClassifier;

/// <summary>Whole experiments in the smallest profile.</summary>
public sealed class RobustExperimentTests : IDisposable
{
    static readonly RobustProfile Tiny = RobustProfile.Smoke with
    {
        TrainImages = 1_000,
        Epochs = 2,
        AttackedImages = 10,
        FewerImages = 10,
        AttackSteps = 5,
        Epsilons = [0.1, 0.3],
    };
    static readonly Lazy<RobustData> Digits = new(() => new RobustData(Tiny));
    readonly TemporaryFolder _out = new();

    public void Dispose() => _out.Dispose();

    IReadOnlyList<Measurement> Measure(RobustModel model, out RobustExperiment experiment)
    {
        experiment = new(Tiny, model, 1, Digits, Path.Combine(_out.Path, "runs"));
        Assert.True(experiment.TryFinish(new ExperimentControl(Compute.Cpu, null, _ => { }, CancellationToken.None)));
        return experiment.Results();
    }

    public static TheoryData<string> Systems =>
        [.. new[] { RobustModel.Style, RobustModel.FewLabels, RobustModel.Binarized }.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Systems))]
    public void GivenASystem_WhenRun_ThenSharesAddUpAndNothingLeavesItsBudget(string name)
    {
        var all = Measure(RobustModel.All.Single(m => m.Name == name), out _);
        var losses = all.Where(m => m.Arm == "total-robust-loss").Select(m => m["total_robust_loss"]).ToList();
        Assert.Equal(losses.Order(), losses); // rejections that cost from an ever larger change on
        var measured = all.Where(m => m.Arm.Length == 0).ToList();
        Assert.True(losses[0] >= measured[1]["worst.wrong"]);
        Assert.Equal([0, 0.1, 0.3], measured.Select(m => m.Axis!.Value));
        var attacks = new[] { "noise", "fgsm", "pgd", "opgd", "square", "a1" };
        Assert.All(measured.Skip(1), m =>
        {
            Assert.All(attacks, a => Assert.Equal(1, m[$"{a}.right"] + m[$"{a}.wrong"] + m[$"{a}.rejected"], 9));
            Assert.InRange(m["excess"], double.NegativeInfinity, 1e-6);
            Assert.True(m["worst.wrong"] >= attacks.Skip(1).Max(a => m[$"{a}.wrong"]) - 1e-12);
        });
        Assert.True(measured[2]["a1.wrong"] >= measured[1]["a1.wrong"]); // what a smaller budget broke stays broken
    }

    [Fact]
    public void GivenAFinishedRun_WhenLoaded_ThenItDecidesAsItWasMeasured()
    {
        var measured = Measure(RobustModel.Mixture, out var experiment);
        using var scope = NewDisposeScope();
        var (net, classifier) = experiment.LoadClassifier();
        using (net)
        {
            var (images, labels) = RobustData.Tensors(Digits.Value.Test);
            var outcome = Outcome.Of(classifier.Decide(images), labels);
            Assert.Equal(measured[0]["clean.right"], outcome.Right, 9);
            Assert.Equal(measured[0]["clean.rejected"], outcome.Rejected, 9);
        }
    }

    [Fact]
    public void GivenATrainedClassifier_WhenChecked_ThenGradientsAreRightAndEverythingBreaksWithoutABudget()
    {
        Measure(RobustModel.Mixture, out var mixture);
        Measure(RobustModel.Plain, out var plain);
        var checks = new SanityChecks(Tiny, mixture, plain, Digits);
        Assert.True(checks.TryFinish(new ExperimentControl(Compute.Cpu, null, _ => { }, CancellationToken.None)));
        var m = Assert.Single(checks.Results());
        Assert.InRange(m["gradient_error"], 0, 1e-4);
        Assert.Equal(1, m["coverage_rises"]);
        Assert.Equal(0, m["misjudged"]);
        Assert.Equal(0, m["calibration_overlap"]);
        Assert.True(m["a1.unbounded"] >= m["a1.both"]);
        Assert.InRange(m["median_l2"], 0, 9);
    }

    IReadOnlyList<Measurement> Finish(Experiment experiment)
    {
        Assert.True(experiment.TryFinish(new ExperimentControl(Compute.Cpu, null, _ => { }, CancellationToken.None)));
        return experiment.Results();
    }

    static void AddUp(Measurement m, params string[] keys) =>
        Assert.All(keys, k => Assert.Equal(1, m[$"{k}.right"] + m[$"{k}.wrong"] + m[$"{k}.rejected"], 9));

    [Fact]
    public void GivenATrainedClassifier_WhenTheSmallestChangesAreSought_ThenWalksAlwaysEndAndNearerOnesCount()
    {
        Measure(RobustModel.Mixture, out var mixture);
        var all = Finish(new SmallestChanges(Tiny, mixture, Digits));
        var medians = all.Single(m => m.Arm == SmallestChanges.Changes);
        Assert.Equal(1, medians["a5.boundary.found"]);
        Assert.Equal(1, medians["a5.hop_skip_jump.found"]);
        Assert.Equal(1, medians["a2.on_target"]);
        Assert.InRange(medians["a5.pointwise.median"], 0, 28 * 28);
        var radii = all.Where(m => m.Arm == SmallestChanges.Budget).ToList();
        Assert.Equal(SmallestChanges.Radii, radii.Select(m => m.Axis!.Value));
        Assert.Equal(radii.Select(m => m["a1.wrong"]).Order(), radii.Select(m => m["a1.wrong"]));
        Assert.All(radii, m => Assert.True(m["worst.wrong"] >= m["a1.wrong"]));
    }

    [Fact]
    public void GivenATrainedClassifier_WhenItsChainAndItsTestsAreAttacked_ThenSharesAddUpAndTheRuleIsInTheChain()
    {
        Measure(RobustModel.Mixture, out var mixture);
        var chain = Finish(new ChainAttacks(Tiny, mixture, Digits));
        AddUp(chain[0], "clean");
        Assert.All(chain.Skip(1), m =>
        {
            AddUp(m, "fgsm", "pgd", "a1", "a7");
            Assert.True(m["worst.wrong"] >= m["rule.wrong"]); // what the rule accepts wrongly, the chain does too
        });
        var detection = Finish(new DetectionUnderAttack(Tiny, mixture, Digits));
        AddUp(detection[0], "gaussian_noise", "shift", "rotation");
        Assert.All(detection.Skip(1), m =>
        {
            AddUp(m, "a1", "a3");
            Assert.InRange(m["robust_error_at_99"], 0, 1);
            Assert.InRange(m["hidden.auroc"], 0, 1);
        });
    }

    public static TheoryData<string> Rivals => [.. ClassifierRival.All.Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(Rivals))]
    public void GivenARival_WhenAttacked_ThenSharesAddUpAndALargerBudgetFindsNoLess(string name)
    {
        var rival = ClassifierRival.All.Single(r => r.Name == name);
        Measure(rival.System, out var system);
        var measured = Finish(new RivalExperiment(Tiny, rival, system, Digits));
        Assert.All(measured, m => Assert.Equal((rival.Id, ""), (m.Model, m.Arm)));
        AddUp(measured[0], "clean");
        Assert.InRange(measured[0]["raw_accuracy"], rival == ClassifierRival.DecoderAlone ? 0 : 0.3, 1); // this decoder is hardly trained
        Assert.All(measured.Skip(1), m => AddUp(m, "a1", "pgd"));
        Assert.True(measured[2]["worst.wrong"] >= measured[1]["worst.wrong"]);
    }

    [Fact]
    public void GivenNearestNeighbors_WhenTheyScore_ThenDistancesAreThoseOfEachClass()
    {
        using var scope = NewDisposeScope();
        var rival = ClassifierRival.Nearest.Classifier(nn.Identity(), Digits.Value.Train);
        var (images, _) = RobustData.Tensors(Digits.Value.Test.Take(3));
        var (known, labels) = RobustData.Tensors(Digits.Value.Train);
        var scores = rival.Scores(images);
        for (var k = 0L; k < 10; k++)
        {
            var rows = (labels == k).nonzero().flatten();
            var nearest = cdist(images.flatten(1).to(float64), known.index_select(0, rows).flatten(1).to(float64)).amin([1L]);
            Assert.All(
                nearest.square().Doubles().Zip(scores.select(1, k).Doubles()), p => Assert.Equal(-p.First, p.Second, 1e-3));
        }
    }

    [Fact]
    public void GivenTheParts_WhenCompared_ThenCalibrationDigitsAreNeitherTrainedOnNorReported()
    {
        static string Key(Reining.Data.LabeledImages digits, int i) => Convert.ToHexString(digits.Pixels(i));
        var parts = new[] { Digits.Value.Train, Digits.Value.Calibration, Digits.Value.Test }
            .Select(d => Enumerable.Range(0, d.Count).Select(i => Key(d, i)).ToHashSet()).ToList();
        Assert.Empty(parts[0].Intersect(parts[1]));
        Assert.Empty(parts[1].Intersect(parts[2]));
        Assert.Empty(parts[0].Intersect(parts[2]));
    }
}
