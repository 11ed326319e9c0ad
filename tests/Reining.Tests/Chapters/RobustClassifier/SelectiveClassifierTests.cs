using Reining.Attacks;
using Reining.Chapters.RobustClassifier;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Tests.Chapters.RobustClassifier;

/// <summary>A classifier by hand: images of one pixel x, class 1 above ½, the test is the distance from the class's end.</summary>
public sealed class SelectiveClassifierTests
{
    static SelectiveClassifier Pixel() => new(images =>
    {
        var x = images.flatten(1).select(1, 0); // (B,)
        var scores = stack([1 - x, x], 1);
        return (scores, stack([x, 1 - x], 1).unsqueeze(1));
    }, "distance");

    static Tensor Images(params float[] values) => tensor(values).view(-1, 1, 1, 1);

    static SelectiveClassifier Calibrated(double alpha)
    {
        var classifier = Pixel();
        // Class 0 at .01 … .40, class 1 at 1 − .002 i; one of each class is classified wrongly and must not count.
        var zeros = Enumerable.Range(1, 40).Select(i => i / 100f).Append(0.9f).ToArray();
        var ones = Enumerable.Range(1, 99).Select(i => 1 - i / 500f).Append(0.1f).ToArray();
        var labels = Enumerable.Repeat(0L, 41).Concat(Enumerable.Repeat(1L, 100)).ToArray();
        classifier.Calibrate(Images([.. zeros, .. ones]), tensor(labels), alpha);
        return classifier;
    }

    [Theory]
    [InlineData(0.1, 0.37, 0.18)] // the ⌈41 · 0.9⌉ = 37th of 40, the ⌈100 · 0.9⌉ = 90th of 99
    [InlineData(0.01, 0.40, 0.198)] // ⌈41 · 0.99⌉ = 41 is beyond 40: the largest; ⌈100 · 0.99⌉ = 99
    public void GivenHeldOutImages_WhenCalibrated_ThenThresholdsAreOrderStatisticsOfTheRightOnes(double alpha, double zero, double one)
    {
        using var scope = NewDisposeScope();
        var thresholds = Calibrated(alpha).Thresholds.Doubles();
        Assert.Equal(zero, thresholds[0], 5);
        Assert.Equal(one, thresholds[1], 5);
    }

    [Fact]
    public void GivenThresholds_WhenImagesAreDecided_ThenThoseBeyondAreRejectedAndTheJointScoreAgrees()
    {
        using var scope = NewDisposeScope();
        var classifier = Calibrated(0.1);
        var images = Images(0.2f, 0.45f, 0.7f, 0.9f);
        Assert.Equal([0, AttackedModel.Rejected, AttackedModel.Rejected, 1], classifier.Decide(images).Longs());
        var (predicted, joint, ratios) = classifier.Judge(images);
        Assert.Equal([0, 0, 1, 1], predicted.Longs());
        Assert.Equal([true, false, false, true], joint.Doubles().Select(s => s <= 1));
        Assert.Equal([4, 1], ratios.shape);
        Assert.Equal([0, 0, 1, 1], classifier.With().Decide(images).Longs()); // without its test it always answers
    }

    [Fact]
    public void GivenMultipliedThresholds_WhenImagesAreDecided_ThenTheJointScoreIsComparedWithTheFactor()
    {
        using var scope = NewDisposeScope();
        var classifier = Calibrated(0.1);
        var images = rand(200, 1, 1, 1);
        var joint = classifier.Judge(images).Joint.Doubles();
        Assert.Equal(joint.Select(s => s <= 0.5), classifier.Scaled(0.5).Decide(images).Longs().Select(d => d >= 0));
    }

    [Fact]
    public void GivenSmallerThresholds_WhenImagesAreDecided_ThenNoMoreAreAccepted()
    {
        using var scope = NewDisposeScope();
        var images = rand(200, 1, 1, 1);
        var accepted = new[] { 0.02, 0.1, 0.3, 0.6 }.Select(a => (Calibrated(a).Decide(images) >= 0).sum().item<long>()).ToList();
        Assert.Equal(accepted.OrderDescending(), accepted);
    }

    [Fact]
    public void GivenNoThresholds_WhenDecided_ThenTheErrorNamesCalibrate() =>
        Refusal.Of<InvalidOperationException>(() => Pixel().Decide(Images(0.5f)), "Calibrate");

    [Fact]
    public void GivenAWrongButTestedClass_WhenAttackedWithTheHinges_ThenTheImageIsAcceptedAsAnother()
    {
        using var scope = NewDisposeScope();
        var classifier = Calibrated(0.1);
        var (images, labels) = (Images(0.1f, 0.3f, 0.9f), tensor([0L, 0L, 1L]));
        var stages = HingeAttack.Stages(classifier, images, labels, steps: 20);
        Assert.Single(stages); // the only other class
        var expected = new (double Epsilon, bool[] Broken)[]
        {
            (0.3, [false, false, false]), (0.56, [false, true, true]), (0.75, [true, true, true]),
        };
        foreach (var (epsilon, broken) in expected)
        {
            var result = stages[0].Attack(
                classifier.UnderAttack(), images, new Untargeted(labels), new ThreatModel(PerturbationNorm.LInfinity, epsilon));
            var decisions = classifier.Decide(result.Images);
            Assert.Equal(broken, decisions.Longs().Zip(labels.Longs(), (d, l) => d >= 0 && d != l));
        }
    }
}
