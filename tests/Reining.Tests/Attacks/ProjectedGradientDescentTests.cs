using Reining.Attacks;
using Reining.Data;
using Reining.Metrics;
using static TorchSharp.torch;

namespace Reining.Tests.Attacks;

public class ProjectedGradientDescentTests
{
    static Tensor NoLabels => zeros(6, dtype: int64);

    static Tensor Uniform(long count, double from, double to, int seed = 1)
    {
        using var random = new Generator((ulong)seed, CPU);
        return rand(count, 1, 5, 5, generator: random) * (to - from) + from; // (N, 1, 5, 5)
    }

    /// <summary>w·x, with its own w for each image.</summary>
    static Func<Tensor, Tensor, Tensor> Linear(Tensor w) => (x, _) => (x * w).sum([1, 2, 3]);

    static Tensor Waves(Tensor x, Tensor labels) => (20 * x).sin().sum([1, 2, 3]); // as many maxima as one wants

    [Theory]
    [InlineData(PerturbationNorm.LInfinity)]
    [InlineData(PerturbationNorm.L2)]
    public void GivenALinearLoss_WhenAttacked_ThenTheResultIsTheClosedForm(PerturbationNorm norm)
    {
        using var scope = NewDisposeScope();
        var (x, w) = (Uniform(6, 0.4, 0.6), Uniform(6, -1, 1, seed: 2));
        var expected = norm == PerturbationNorm.LInfinity
            ? x + 0.1 * w.sign()
            : x + 0.1 * w / w.square().sum([1, 2, 3], keepdim: true).sqrt();

        var result = new ProjectedGradientDescent(
            new ThreatModel(norm, 0.1), new(60, 0.02) { RandomStart = norm == PerturbationNorm.LInfinity })
            .Attack(Linear(w), x, NoLabels);

        Assert.True(allclose(expected, result.Images, rtol: 0, atol: 1e-5));
        Assert.True(allclose(Linear(w)(expected, NoLabels), result.Losses, rtol: 0, atol: 1e-4));
        Assert.Equal(0, result.WithoutGradient);
    }

    [SkippableTheory]
    [MemberData(nameof(DevicesToTest.All), MemberType = typeof(DevicesToTest))]
    public void GivenAnyStart_WhenAttacked_ThenNoImageLeavesTheBallOrTheRangeOfPixels(string device)
    {
        var place = DevicesToTest.Get(device);
        using var scope = NewDisposeScope();
        var x = Uniform(6, 0, 1).round(decimals: 1).to(place); // also pixels at the ends
        foreach (var threat in new[] { new ThreatModel(PerturbationNorm.LInfinity, 0.3), new ThreatModel(PerturbationNorm.L2, 1.5) })
        {
            foreach (var randomStart in new[] { true, false })
            {
                var result = new ProjectedGradientDescent(threat, new(15, threat.Epsilon) { RandomStart = randomStart })
                    .Attack(Waves, x, NoLabels.to(place));

                Assert.InRange(threat.Distances(result.Images, x).max().item<float>(), 0.5 * threat.Epsilon, threat.Epsilon + 1e-6);
                Assert.InRange(result.Images.min().item<float>(), 0, 1);
                Assert.InRange(result.Images.max().item<float>(), 0, 1);
                Assert.True(allclose(Waves(result.Images, NoLabels), result.Losses, rtol: 1e-5, atol: 1e-5));
            }
        }
    }

    [Fact]
    public void GivenMoreSteps_WhenAttackedFromTheSameStart_ThenNoImagesLossFalls()
    {
        using var scope = NewDisposeScope();
        var x = Uniform(6, 0, 1);
        var before = Waves(x, NoLabels);
        foreach (var steps in new[] { 1, 2, 5, 20 })
        {
            var losses = new ProjectedGradientDescent(
                new ThreatModel(PerturbationNorm.LInfinity, 0.2), new(steps, 0.07) { RandomStart = false })
                .Attack(Waves, x, NoLabels).Losses;
            Assert.True((losses >= before).all().item<bool>());
            before = losses;
        }
    }

    [Fact]
    public void GivenOtherBatchSizes_WhenAttacked_ThenTheImagesAreTheSameAndAnotherSeedsAreNot()
    {
        using var scope = NewDisposeScope();
        var x = Uniform(6, 0, 1);
        Tensor With(int batch, ulong seed) =>
            new ProjectedGradientDescent(new ThreatModel(PerturbationNorm.L2, 1), new(3, 0.1) { BatchSize = batch, Seed = seed })
                .Attack(Waves, x, NoLabels).Images;

        Assert.True(allclose(With(6, 1), With(4, 1), rtol: 0, atol: 1e-6));
        Assert.False(allclose(With(6, 1), With(6, 2), rtol: 0, atol: 1e-2));
    }

    [Fact]
    public void GivenAClassifierOfDigits_WhenAttacked_ThenStrongerAttacksLeaveFewerRight()
    {
        using var scope = NewDisposeScope();
        var (train, test) = Mnist.Load();
        using var classifier = ImageClassifier.Train(train.Take(3000).Images(), train.Take(3000).Labels(), new() { Steps = 120 });
        var (images, labels) = (test.Take(200).Images(), test.Take(200).Labels());
        var loss = AttackLoss.CrossEntropy(classifier.Logits);
        double Right(ProjectedGradientDescent attack) => classifier.Accuracy(attack.Attack(loss, images, labels).Images, labels);
        ProjectedGradientDescent Pgd(double epsilon) => new(new ThreatModel(PerturbationNorm.LInfinity, epsilon), new(20, epsilon / 8));

        var (clean, oneStep, small, large) =
            (classifier.Accuracy(images, labels), Right(ProjectedGradientDescent.FastGradientSign(0.1)), Right(Pgd(0.1)), Right(Pgd(0.2)));

        Assert.True(
            clean > 0.9 && oneStep < clean - 0.1 && small < oneStep && large < small && large < 0.2, $"{clean} {oneStep} {small} {large}");
    }

    [Fact]
    public void GivenScoresThatSaturate_WhenAttacked_ThenCrossEntropyHasNoGradientAndTheMarginHas()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (Uniform(6, 0.4, 0.6), Uniform(1, -1, 1, seed: 2));
        Func<Tensor, Tensor> Logits(double scale)
        {
            return x => stack([scale * (10 + (x * w).sum([1, 2, 3])), zeros(x.shape[0])], 1); // (N, 2)
        }
        var attack = ProjectedGradientDescent.FastGradientSign(0.1);

        Assert.Equal(1, attack.Attack(AttackLoss.CrossEntropy(Logits(1000)), x, NoLabels).WithoutGradient);
        Assert.Equal(0, attack.Attack(AttackLoss.CrossEntropy(Logits(1)), x, NoLabels).WithoutGradient);
        var margin = attack.Attack(AttackLoss.Margin(Logits(1000)), x, NoLabels);
        Assert.Equal(0, margin.WithoutGradient);
        Assert.True(allclose(-1000 * (10 + (margin.Images * w).sum([1, 2, 3])), margin.Losses, rtol: 1e-5));
        Assert.True(allclose(x - 0.1 * w.sign(), margin.Images, rtol: 0, atol: 1e-5));
    }

    [Fact]
    public void GivenAScoreThatIsNearlySure_WhenAttackedInL2_ThenTheStepHasItsWholeLength()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (Uniform(6, 0.4, 0.6), Uniform(6, -1, 1, seed: 2));
        foreach (var scale in new[] { 1, 1e-20, 1e-37 }) // squares of the last two are 0 in float32
        {
            var direction = new ThreatModel(PerturbationNorm.L2, 1).Direction(scale * w);
            Assert.True(allclose(w / w.square().sum([1, 2, 3], keepdim: true).sqrt(), direction, rtol: 0, atol: 1e-5));
        }
        Assert.Equal(0, new ThreatModel(PerturbationNorm.L2, 1).Direction(zeros_like(w)).abs().max().item<float>());
    }

    [Fact]
    public void GivenThreeClasses_WhenTheMarginIsTaken_ThenItIsTheHandWorkedOne()
    {
        using var scope = NewDisposeScope();
        var scores = tensor(new float[,] { { 1, 4, 2 }, { 1, 4, 2 }, { 7, 4, 9 } });

        Assert.Equal([3f, -2f, 2f], AttackLoss.Margin(_ => scores)(zeros(3, 1, 1, 1), tensor(new long[] { 0, 1, 0 })).data<float>());
    }

    [Fact]
    public void GivenManySteps_WhenAttacked_ThenOnlyTheResultStaysAlive()
    {
        using var scope = NewDisposeScope();
        var (x, labels) = (Uniform(6, 0, 1), NoLabels);
        var before = LiveTensors.OnThisThread;

        _ = new ProjectedGradientDescent(new ThreatModel(PerturbationNorm.L2, 1), new(25, 0.1)).Attack(Waves, x, labels);

        Assert.Equal(before + 2, LiveTensors.OnThisThread);
    }

    [Fact]
    public void GivenBadInput_WhenAttacked_ThenTheErrorSaysWhatWasExpected()
    {
        using var scope = NewDisposeScope();
        var (x, attack) = (Uniform(6, 0, 1), ProjectedGradientDescent.FastGradientSign(0.1));
        void Throws<T>(string part, Action action) where T : Exception => Assert.Contains(part, Assert.ThrowsAny<T>(action).Message);

        Throws<ArgumentException>("Epsilon", () => _ = new ThreatModel(PerturbationNorm.L2, 0));
        Throws<ArgumentException>("Steps", () => _ = new ProjectedGradientDescentOptions(0));
        Throws<ArgumentException>("StepSize", () => _ = new ProjectedGradientDescentOptions(StepSize: -1));
        Throws<ArgumentException>("[0, 1]", () => attack.Attack(Waves, x * 255, NoLabels));
        Throws<ArgumentException>("(N, C, H, W)", () => attack.Attack(Waves, x.flatten(1), NoLabels));
        Throws<ArgumentException>("6 labels", () => attack.Attack(Waves, x, zeros(5)));
        Throws<ArgumentException>("the loss of each image: expected 6, got scalar", () => attack.Attack((x, _) => x.sum(), x, NoLabels));
        Throws<ArithmeticException>("finite", () => attack.Attack((x, _) => (x - 2).log().sum([1, 2, 3]), x, NoLabels));
        var here = x.clone();
        // 0, with a gradient of 0/0
        Throws<ArithmeticException>("finite", () => attack.Attack((x, _) => (x - here).square().sum([1, 2, 3]).sqrt(), x, NoLabels));
        var calls = 0;
        // only the first one is infinite
        Throws<ArithmeticException>("finite", () => attack.Attack((x, _) => x.sum([1, 2, 3]) / calls++, x, NoLabels));
    }
}
