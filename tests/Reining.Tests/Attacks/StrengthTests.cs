using Reining.Attacks;
using static TorchSharp.torch;

namespace Reining.Tests.Attacks;

public class StrengthTests
{
    static readonly ThreatModel Threat = new(PerturbationNorm.LInfinity, 0.04);

    static double Success(BudgetAttack attack)
    {
        using var scope = NewDisposeScope();
        var model = AttackSamples.Bent();
        var x = AttackSamples.Uniform(60, 0.1, 0.9);
        return attack.Attack(model, x, AttackSamples.Labels(model, x), Threat).SuccessRate;
    }

    [Fact]
    public void GivenMoreRestartsStepsOrQueries_WhenAttacked_ThenNoImageIsLost()
    {
        using var scope = NewDisposeScope();
        var model = AttackSamples.Bent();
        var x = AttackSamples.Uniform(40, 0.1, 0.9);
        var goal = AttackSamples.Labels(model, x);
        var series = new Func<int, BudgetAttack>[]
        {
            n => new ProjectedGradientDescent { Steps = 3, RelativeStep = 0.5, Restarts = n },
            n => new ProjectedGradientDescent { Steps = n, RelativeStep = 0.5 },
            n => new BasicIterative { Steps = n }, n => new MomentumIterative { Steps = n },
            n => new AutoPgd { Steps = 5, Restarts = n }, n => new AutoPgd { Steps = 5, Loss = AttackLoss.LogitRatio, Targets = n },
            n => new WithinBudget(new FastAdaptiveBoundary { Steps = 3, Restarts = n }),
            n => new WithinBudget(new FastAdaptiveBoundary { Steps = n }),
            n => new SquareAttack { Queries = 20 * n }, n => new SquareAttack { Queries = 10, Restarts = n },
            n => new RandomNoise { Draws = n },
        };
        foreach (var attack in series)
        {
            var before = zeros(40, @bool);
            foreach (var n in new[] { 1, 2, 4 })
            {
                var now = attack(n).Attack(model, x, goal, Threat).Succeeded;
                Assert.True(now.logical_or(before.logical_not()).all().item<bool>(), $"{attack(n)}");
                before = now;
            }
        }
    }

    [Fact]
    public void GivenStrongerAttacks_WhenCompared_ThenTheyBreakMore()
    {
        var (noise, one, many, auto) = (
            Success(new RandomNoise()), Success(new FastGradientSign()), Success(new ProjectedGradientDescent { Restarts = 3 }),
            Success(new AutoPgd { Loss = AttackLoss.LogitRatio, Targets = 4 }));

        Assert.True(noise < one && noise < many && one <= auto && many <= auto, $"{noise} {one} {many} {auto}");
    }

    [Fact]
    public void GivenAPixelAtTheBorder_WhenSquaresAreDrawn_ThenTheLastRowAndColumnAreReached()
    {
        using var scope = NewDisposeScope();
        var model = new AttackedModel(x => x.flatten(1)[.., 0..2] * 0 + x[.., 0, -1, -1].unsqueeze(1), x => zeros(x.shape[0], int64));
        var x = full(8, 1, 6, 6, 0.5f);

        var result = new SquareAttack { Queries = 300, Loss = AttackLoss.OfImages("corner", (x, _) => x[.., 0, -1, -1]) }
            .Attack(model, x, new Untargeted(zeros(8, int64)), Threat);

        Assert.All(result.Losses.data<double>().ToArray(), l => Assert.Equal(0.54, l, 5));
    }

    [Theory]
    [InlineData(PerturbationNorm.LInfinity)]
    [InlineData(PerturbationNorm.L2)]
    public void GivenAModelThatStands_WhenTheSquareAttackEnds_ThenEachImageCostOnePassForEachQueryAndOneForTheStart(PerturbationNorm norm)
    {
        using var scope = NewDisposeScope();
        var asked = 0L;
        var model = new AttackedModel(x =>
        {
            asked += x.shape[0];
            return stack([full([x.shape[0]], 99f), x.sum([1, 2, 3])], 1);
        });
        var x = AttackSamples.Uniform(3, 0.2, 0.8);

        var result = new SquareAttack { Queries = 57 }.Attack(model, x, new Untargeted(zeros(3, int64)), new(norm, 0.3));

        Assert.Equal([58L, 58, 58], result.Cost.Forwards.data<long>().ToArray());
        Assert.Equal(3 * (58 + 2), asked);
        Assert.True(double.IsNaN(result.Cost.WithoutGradient));
        Assert.InRange(result.Distances.min().item<double>(), 0.29, 0.3 + 1e-6); // the whole budget is used
    }

    [Fact]
    public void GivenAPlaneBorder_WhenHopSkipJumpEnds_ThenItsPassesAreStartBisectionsProbesAndOneJumpAStep()
    {
        using var scope = NewDisposeScope();
        var w = AttackSamples.Uniform(1, -1, 1, seed: 3);
        var model = new AttackedModel(x => stack([zeros(x.shape[0]), ((x - 0.5) * w).sum([1, 2, 3]) - 0.1], 1));
        var x = full(3, 1, 6, 6, 0.5f);
        var attack = new HopSkipJump { Steps = 4, Probes = 10 };

        var result = attack.Attack(model, x, new Untargeted(zeros(3, int64)), (x + 0.2 * w).clamp(0, 1));

        var bisections = attack.Bisections(36);
        Assert.Equal(8, bisections); // 36·6 = 216 < 2⁸
        var expected = 1 + bisections + Enumerable.Range(1, 4).Sum(t => (int)(10 * Math.Sqrt(t)) + 1 + bisections);
        Assert.All(result.Cost.Forwards.data<long>().ToArray(), f => Assert.Equal(expected, f));
    }

    [Fact]
    public void GivenATransfer_WhenTheSurrogateIsTheModel_ThenItBreaksWhatTheDirectAttackDoes()
    {
        using var scope = NewDisposeScope();
        var model = AttackSamples.Bent();
        var x = AttackSamples.Uniform(20, 0.1, 0.9);
        var goal = AttackSamples.Labels(model, x);
        var direct = new BasicIterative();

        var (own, moved, other) = (
            direct.Attack(model, x, goal, Threat), new Transfer(direct, AttackSamples.Bent()).Attack(model, x, goal, Threat),
            new Transfer(direct, AttackSamples.Linear(AttackSamples.Weights(99))).Attack(model, x, goal, Threat));

        Assert.True(own.Succeeded.SameAs(moved.Succeeded));
        Assert.True(other.SuccessRate < own.SuccessRate);
    }

    [Fact]
    public void GivenADetectorAcrossTheClassifier_WhenAttackedOrthogonally_ThenItIsFooledWhereThePlainAttackIsSeen()
    {
        using var scope = NewDisposeScope();
        // the shortest way to the wrong class raises the detector's score; a slightly longer one does not
        var (towards, seen) = (AttackSamples.Uniform(1, -1, 1, 3), AttackSamples.Uniform(1, -1, 1, 4));
        Tensor Project(Tensor x, Tensor on) => ((x - 0.5) * on).sum([1, 2, 3]);
        Tensor Detector(Tensor x) => Project(x, towards) + 4 * Project(x, seen);
        Tensor Scores(Tensor x) => stack([zeros(x.shape[0]), Project(x, towards + seen) - 0.3], 1);
        var model = new AttackedModel(Scores, x => where(Detector(x) < 0.2, Scores(x).argmax(1), AttackedModel.Rejected));
        var x = full(4, 1, 6, 6, 0.5f) + AttackSamples.Uniform(4, -0.002, 0.002);
        var goal = new Untargeted(zeros(4, int64));
        var threat = new ThreatModel(PerturbationNorm.L2, 1);

        var plain = new ProjectedGradientDescent { Loss = AttackLoss.Margin }.Attack(model, x, goal, threat);
        var orthogonal = new OrthogonalPgd(Detector).Attack(model, x, goal, threat);
        var selective = new OrthogonalPgd(Detector) { Projection = GradientProjection.None }.Attack(model, x, goal, threat);

        Assert.Equal(0, plain.SuccessRate);
        Assert.Equal(1, orthogonal.SuccessRate);
        Assert.Equal(1, selective.SuccessRate);
    }

    [Theory]
    [InlineData(FoolingStart.Uniform)]
    [InlineData(FoolingStart.Gaussian)]
    [InlineData(FoolingStart.Constant)]
    [InlineData(FoolingStart.Shuffled)]
    public void GivenStartsWithoutContent_WhenAttackedWithoutLimit_ThenTheyAreAcceptedAsTheTarget(FoolingStart kind)
    {
        using var scope = NewDisposeScope();
        var model = AttackSamples.Bent();
        var like = AttackSamples.Uniform(5, 0, 1);

        var starts = FoolingImages.Starts(kind, like, seed: 3);
        var result = new AutoPgd { Loss = AttackLoss.Margin }
            .Attack(model, starts, new Targeted(full([5], 2, int64)), FoolingImages.Unlimited);

        Assert.Equal(like.shape, starts.shape);
        Assert.InRange(starts.min().item<float>(), 0, 1);
        Assert.InRange(starts.max().item<float>(), 0, 1);
        Assert.True(starts[..2].SameAs(FoolingImages.Starts(kind, like[..2], seed: 3)));
        if (kind == FoolingStart.Shuffled)
            Assert.True(allclose(like.flatten(1).sort(1).Values, starts.flatten(1).sort(1).Values));
        Assert.Equal(1, result.SuccessRate);
    }

    [Fact]
    public void GivenTheStandardEnsemble_WhenRun_ThenStagesAndWarningsAreTold()
    {
        using var scope = NewDisposeScope();
        var model = AttackSamples.Bent();
        var x = AttackSamples.Uniform(20, 0.1, 0.9);
        var goal = AttackSamples.Labels(model, x);
        var standard = AutoAttack.Standard(PerturbationNorm.LInfinity, classes: 5);

        var result = (standard with { Attacks = [.. standard.Attacks.Take(3), new SquareAttack { Queries = 50 }] })
            .Attack(model, x, goal, Threat);

        Assert.Equal(1, result.CleanAccuracy);
        Assert.Equal(4, result.Stages.Count);
        Assert.Equal(20, result.Stages[0].Attacked);
        Assert.True(result.Stages.Zip(result.Stages.Skip(1)).All(s => s.Second.RobustAccuracy <= s.First.RobustAccuracy));
        Assert.Equal(result.Result.RobustAccuracy, result.Stages[^1].RobustAccuracy);
        Assert.Equal(
            result.Stages.Sum(s => s.Cost.Forwards.sum().item<long>()), result.Result.Cost.Forwards.sum().item<long>());
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void GivenModelsWhoseRobustnessIsNone_WhenTheEnsembleRuns_ThenItWarns()
    {
        using var scope = NewDisposeScope();
        var inner = AttackSamples.Bent();
        var x = AttackSamples.Uniform(10, 0.1, 0.9);
        var goal = AttackSamples.Labels(inner, x);
        IReadOnlyList<string> Warnings(Func<Tensor, Tensor> scores) => new AutoAttack(
            new AutoPgd { Steps = 2, Loss = AttackLoss.LogitRatio }, new SquareAttack { Queries = 100 })
            .Attack(new AttackedModel(scores), x, goal, new(PerturbationNorm.LInfinity, 0.3)).Warnings;

        using var random = new Generator(1, CPU);
        var drawn = Warnings(x => inner.Scores(x) + 0.1 * randn(x.shape[0], 5, generator: random));
        Assert.Contains(drawn, w => w.Contains("from call to call"));
        Assert.Contains(Warnings(x => inner.Scores(x).softmax(1)), w => w.Contains("probabilities"));
        var masked = Warnings(x => inner.Scores((x * 20).round() / 20) + x.sum([1, 2, 3], keepdim: true).flatten(1) * 0);
        Assert.Contains(masked, w => w.Contains("saw no gradient"));
        Assert.Contains(masked, w => w.Contains("square attack"));
        Assert.Contains(Warnings(x =>
        {
            using var gradients = enable_grad();
            var z = x.detach().requires_grad_(true);
            Reining.Torch.Gradients.Of(z.square().sum(), z, "test");
            return inner.Scores(x);
        }), w => w.Contains("optimizes at inference"));
        Assert.Contains(Warnings(x => inner.Scores(x)[.., ..3] + (x * 0).sum([1, 2, 3]).unsqueeze(1)), w => w.Contains("3 classes"));
    }
}
