using Reining.Attacks;
using static TorchSharp.torch;

namespace Reining.Tests.Attacks;

public class DistanceAttackTests
{
    [Theory]
    [MemberData(nameof(AttackSamples.DistanceNames), MemberType = typeof(AttackSamples))]
    public void GivenAnAttack_WhenRun_ThenSuccessesAreJudgedImagesInRangeAndFailuresAreTheGivenOnes(string name)
    {
        using var scope = NewDisposeScope();
        var model = AttackSamples.Bent();
        var x = AttackSamples.Uniform(8, 0, 1).round(decimals: 1);
        var goal = AttackSamples.Labels(model, x);
        var attack = AttackSamples.Distance[name];

        var result = attack.Attack(model, x, goal);

        Assert.InRange(result.Images.min().item<float>(), 0, 1);
        Assert.InRange(result.Images.max().item<float>(), 0, 1);
        Assert.True(result.Succeeded.SameAs(goal.Reached(model.Decide(result.Images))));
        Assert.True(name is "contrast" || result.SuccessRate > 0, "nothing broke");
        var failed = result.Succeeded.logical_not().nonzero().squeeze(1);
        Assert.True(x.index_select(0, failed).SameAs(result.Images.index_select(0, failed)));
        Assert.True(result.Distances.isinf().SameAs(result.Succeeded.logical_not()));
        Assert.Equal(result.RobustAccuracy, result.RobustAccuracyAt(1e9), 9);
        Assert.Equal(1, result.RobustAccuracyAt(0));
        Assert.Equal(result.Median, Reining.Numerics.Statistics.Median(result.Distances.data<double>().ToArray()));
    }

    [Theory]
    [MemberData(nameof(AttackSamples.DistanceNames), MemberType = typeof(AttackSamples))]
    public void GivenOtherBatchSizes_WhenAttacked_ThenEachImageHasTheSameResultAndQueriesAreThoseOfTheModel(string name)
    {
        using var scope = NewDisposeScope();
        var x = AttackSamples.Uniform(5, 0.1, 0.9);
        var labels = AttackSamples.Labels(AttackSamples.Bent(), x);
        var asked = 0L;
        DistanceResult With(int batch)
        {
            var inner = AttackSamples.Bent();
            return AttackSamples.Distance[name].Attack(new AttackedModel(y =>
            {
                Assert.True(y.shape[0] <= batch);
                asked += y.shape[0];
                return inner.Scores(y);
            })
            {
                BatchSize = batch
            }, x, labels);
        }

        var (whole, first) = (With(5), asked);
        var split = With(2);

        Assert.True(whole.Succeeded.SameAs(split.Succeeded));
        Assert.True(allclose(whole.Distances, split.Distances, rtol: 1e-3, atol: 1e-4));
        Assert.Equal(first - 2 * x.shape[0], whole.Cost.Forwards.sum().item<long>());
    }

    [Theory]
    [MemberData(nameof(AttackSamples.DistanceNames), MemberType = typeof(AttackSamples))]
    public void GivenImagesThatAreWrong_WhenAttacked_ThenTheirDistanceIsZeroAndOnlyTheResultStaysAlive(string name)
    {
        using var scope = NewDisposeScope();
        var model = AttackSamples.Bent();
        var x = AttackSamples.Uniform(4, 0.1, 0.9);
        var labels = model.Decide(x);
        labels[2] = (labels[2] + 1) % AttackSamples.Classes;
        var before = LiveTensors.OnThisThread;

        var result = AttackSamples.Distance[name].Attack(model, x, new Untargeted(labels));

        Assert.Equal(before + 5, LiveTensors.OnThisThread);
        Assert.True(x[2].SameAs(result.Images[2]));
        Assert.Equal(0, result.Distances[2].item<double>());
        Assert.Equal(0, result.Cost.Forwards[2].item<long>());
    }

    [Theory]
    [InlineData("cw")]
    [InlineData("ddn")]
    [InlineData("boundary")]
    [InlineData("hopskipjump")]
    [InlineData("pointwise")]
    public void GivenATarget_WhenAttacked_ThenOnlyItCounts(string name)
    {
        using var scope = NewDisposeScope();
        var model = AttackSamples.Bent();
        var x = AttackSamples.Uniform(4, 0.1, 0.9);
        var goal = new Targeted((model.Decide(x) + 2) % AttackSamples.Classes);

        var result = AttackSamples.Distance[name].Attack(model, x, goal);

        Assert.True(result.SuccessRate > 0, "nothing broke");
        Assert.True(result.Succeeded.SameAs(model.Decide(result.Images) == goal.Targets));
    }

    [Fact]
    public void GivenStarts_WhenADecisionAttackBegins_ThenItBeginsThere()
    {
        using var scope = NewDisposeScope();
        var model = AttackSamples.Linear(AttackSamples.Weights());
        var x = AttackSamples.Uniform(4, 0.4, 0.6);
        var goal = AttackSamples.Labels(model, x);
        var starts = new DeepFool { Overshoot = 0.5 }.Attack(model, x, goal).Images;
        var attack = new HopSkipJump { Steps = 1, Probes = 10 };

        var given = attack.Attack(model, x, goal, starts);

        Assert.Equal(1, given.SuccessRate);
        Assert.True((given.Distances <= Norm(starts - x) + 1e-6).all().item<bool>());
        Refusal.Of<ArgumentException>(() => attack.Attack(model, x, goal, starts[..2]), "the starts", "expected 4x1x6x6");

        static Tensor Norm(Tensor change) => change.to(float64).flatten(1).square().sum(dim: 1).sqrt();
    }

    [Fact]
    public void GivenOneClassOnly_WhenADecisionAttackFindsNoStart_ThenItFailsWithoutAnError()
    {
        using var scope = NewDisposeScope();
        var model = new AttackedModel(x => stack([ones(x.shape[0]), zeros(x.shape[0])], 1));
        var x = AttackSamples.Uniform(2, 0.4, 0.6);

        foreach (var attack in new DistanceAttack[] { new HopSkipJump(), new BoundaryAttack(), new Pointwise { Draws = 2 } })
        {
            var result = attack.Attack(model, x, new Untargeted(zeros(2, int64)));
            Assert.Equal(0, result.SuccessRate);
            Assert.Equal(double.PositiveInfinity, result.Median);
        }
    }

    [Fact]
    public void GivenANormThatAnAttackDoesNotKnow_WhenMade_ThenItIsRefused()
    {
        Refusal.Of<ArgumentException>(() => new DeepFool(PerturbationNorm.L1), "DeepFool", "L2 or LInfinity", "L1");
        Refusal.Of<ArgumentException>(() => new FastAdaptiveBoundary(PerturbationNorm.L0), "FastAdaptiveBoundary");
        Refusal.Of<ArgumentException>(() => new ThreatModel(PerturbationNorm.L0, 1), "ThreatModel");
    }
}
