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
