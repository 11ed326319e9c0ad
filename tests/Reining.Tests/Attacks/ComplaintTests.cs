using Reining.Attacks;
using static TorchSharp.torch;

namespace Reining.Tests.Attacks;

/// <summary>What users of other attack libraries complained about, each as a test that fails if we do the same.</summary>
public class ComplaintTests
{
    static readonly ThreatModel Small = new(PerturbationNorm.LInfinity, 0.1);

    [Fact] // ε taken after normalization
    public void GivenImagesThatAreNormalized_WhenAttacked_ThenTheyAreRefused()
    {
        using var scope = NewDisposeScope();
        var model = AttackSamples.Bent();
        var x = (AttackSamples.Uniform(3, 0, 1) - 0.13) / 0.3;

        Refusal.Of<ArgumentException>(
            () => new AutoPgd().Attack(model, x, AttackSamples.Labels(model, x), Small), "AutoPgd", "[0, 1]", "let the model normalize");
    }

    [Fact] // success lost to <= on floats
    public void GivenABudgetThatIsJustReached_WhenJudged_ThenRoundingDoesNotLoseTheSuccess()
    {
        using var scope = NewDisposeScope();
        var model = new AttackedModel(x => stack([full([x.shape[0]], 0.399), x.flatten(1).amin([1])], 1)); // all must rise to .4
        var x = full(1, 1, 6, 6, 0.3f);

        var result = new FastGradientSign { Loss = AttackLoss.OfImages("mean", (x, _) => x.sum([1, 2, 3])) }
            .Attack(model, x, new Untargeted(zeros(1, int64)), Small);

        Assert.Equal(1, result.SuccessRate);
        Assert.InRange(result.Distances.item<double>(), 0.0999, 0.1 * (1 + 1e-6) + 1e-7);
    }

    [Theory] // "improved" with the wrong sign for targets; noise at loss 0
    [InlineData(0)]
    [InlineData(1)]
    public void GivenATargetThatIsOutOfReach_WhenAttacked_ThenTheBestPointIsTheNearestToItAndAFlatLossDoesNoHarm(double slope)
    {
        using var scope = NewDisposeScope();
        var (w, x) = (AttackSamples.Weights(), AttackSamples.Uniform(6, 0.3, 0.7));
        var model = new AttackedModel(x => slope * x.flatten(1).mm(w.t()) + tensor(new[] { 9f, 0, 0, 0, 0 }));
        var goal = new Targeted(full([6], 3, int64));

        var result = new AutoPgd { Loss = AttackLoss.Margin }.Attack(model, x, goal, Small);

        Assert.Equal(0, result.SuccessRate);
        Assert.Equal(1 - slope, result.Cost.WithoutGradient);
        var best = x + slope * 0.1 * (w[3] - w[0]).sign().view(1, 1, 6, 6);
        Assert.True(allclose(AttackLoss.Margin.Evaluate(model, best, goal).Losses.to(float64), result.Losses, rtol: 0, atol: 1e-4));
    }

    [Fact] // the chain breaks when the batch shrinks to one image, or to none
    public void GivenOneTwoOrManyImages_WhenTheWholeEnsembleRuns_ThenResultsAreThoseOfEachImageAlone()
    {
        using var scope = NewDisposeScope();
        var x = AttackSamples.Uniform(37, 0.1, 0.9);
        var labels = AttackSamples.Bent().Decide(x);
        var ensemble = new AutoAttack(
            new AutoPgd { Steps = 5 }, new AutoPgd { Steps = 5, Loss = AttackLoss.LogitRatio, Targets = 9 },
            new WithinBudget(new FastAdaptiveBoundary { Steps = 3, Targets = 9 }), new SquareAttack { Queries = 10 });
        var threat = new ThreatModel(PerturbationNorm.LInfinity, 0.06);
        BudgetResult With(int count, int batch) =>
            ensemble.Attack(AttackSamples.Bent(batch), x[..count], new Untargeted(labels[..count]), threat).Result;

        var whole = With(37, 37);

        Assert.InRange(whole.SuccessRate, 0.1, 0.99);
        foreach (var (count, batch) in new[] { (37, 8), (2, 2), (1, 1) })
        {
            var part = With(count, batch);
            Assert.True(part.Succeeded.SameAs(whole.Succeeded[..count]));
            Assert.True(allclose(part.Images, whole.Images[..count], rtol: 0, atol: 1e-4));
        }
        Assert.Equal(1, With(37, 37).JudgeAgain(AttackSamples.Bent(), new Untargeted(labels), 3).max().item<double>());
    }

    [Fact] // CW judged before clipping
    public void GivenPixelsAtTheEnds_WhenCarliniAndWagnerRun_ThenSuccessIsThatOfTheClippedImage()
    {
        using var scope = NewDisposeScope();
        var model = AttackSamples.Bent();
        var x = AttackSamples.Uniform(6, 0, 1).round();
        var goal = AttackSamples.Labels(model, x);

        var result = new CarliniWagner { SearchSteps = 3, Steps = 150, InitialConstant = 10, LearningRate = 0.1 }.Attack(model, x, goal);

        Assert.True(result.SuccessRate > 0);
        Assert.True(result.Images.SameAs(result.Images.clamp(0, 1)));
        Assert.True(result.Succeeded.SameAs(goal.Reached(model.Decide(result.Images))));
    }

    [Fact] // κ ignored when success is judged
    public void GivenAConfidence_WhenCarliniAndWagnerRun_ThenEverySuccessHasThatMargin()
    {
        using var scope = NewDisposeScope();
        var model = AttackSamples.Bent();
        var x = AttackSamples.Uniform(6, 0.2, 0.8);
        var goal = AttackSamples.Labels(model, x);

        var result = new CarliniWagner { SearchSteps = 4, Steps = 80, InitialConstant = 1, Confidence = 0.3 }.Attack(model, x, goal);

        var rows = result.Succeeded.nonzero().squeeze(1);
        Assert.True(rows.shape[0] > 0);
        var margins = AttackLoss.Margin.Evaluate(model, result.Images, goal).Losses.index_select(0, rows);
        Assert.True(margins.min().item<float>() > 0.3 - 1e-5);
    }

    [Fact] // out of memory
    public void GivenAMemoryLimit_WhenAttacked_ThenNoCallOfTheModelHasMoreImagesThanFit()
    {
        using var scope = NewDisposeScope();
        var (inner, most) = (AttackSamples.Bent(), 0L);
        var model = new AttackedModel(x =>
        {
            most = Math.Max(most, x.shape[0]);
            return inner.Scores(x);
        })
        {
            BatchSize = AttackedModel.ImagesWithin(memory: 1000, perImage: 300)
        };
        var x = AttackSamples.Uniform(7, 0.1, 0.9);

        new HopSkipJump { Steps = 1, Probes = 50 }.Attack(model, x, AttackSamples.Labels(inner, x));

        Assert.Equal(3, most);
        Refusal.Of<ArgumentException>(() => AttackedModel.ImagesWithin(200, 300), "300 bytes", "200");
    }

    [Fact] // a random defense judged by one call
    public void GivenAModelThatDrawsRandomNumbers_WhenJudgedAgain_ThenTheShareOfCallsIsTold()
    {
        using var scope = NewDisposeScope();
        var call = 0;
        var model = new AttackedModel(x => zeros(x.shape[0], 2), x => full([x.shape[0]], call++ % 2, int64));
        var result = new RandomNoise().Attack(model, AttackSamples.Uniform(3, 0, 1), new Untargeted(zeros(3, int64)), Small);

        var shares = result.JudgeAgain(model, new Untargeted(zeros(3, int64)), 10);

        Assert.All(shares.data<double>().ToArray(), s => Assert.Equal(0.5, s));
    }

    [Fact] // expectation over transformation
    public void GivenARandomModel_WhenTheLossIsExpected_ThenItIsTheMeanOfTheCallsAndTheyAreCounted()
    {
        using var scope = NewDisposeScope();
        var call = 0;
        var loss = AttackLoss.OfImages("random", (x, _) => x.sum([1, 2, 3]) * (call++ % 2 == 0 ? 3 : -1)).Expected(4);
        var x = AttackSamples.Uniform(3, 0.4, 0.6);
        var model = new AttackedModel(x => x.flatten(1), x => zeros(x.shape[0], int64));

        var result = new BasicIterative { Loss = loss, Steps = 5 }.Attack(model, x, new Untargeted(zeros(3, int64)), Small);

        Assert.True(allclose(x + 0.1, result.Images, rtol: 0, atol: 1e-6));
        Assert.True(allclose((x + 0.1).sum([1, 2, 3]).to(float64), result.Losses, rtol: 1e-5));
        Assert.All(result.Cost.Gradients.data<long>().ToArray(), g => Assert.Equal(20, g));
        Assert.All(result.Cost.Forwards.data<long>().ToArray(), f => Assert.Equal(24 + 6, f)); // and a decision at each point
    }

    [Fact] // a gradient that the model stops
    public void GivenScoresThatSaturate_WhenAttacked_ThenTheShareWithoutGradientIsToldAndTheMarginHasOne()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (AttackSamples.Uniform(6, 0.4, 0.6), AttackSamples.Uniform(1, -1, 1, seed: 2));
        AttackedModel Model(double scale) => new(x => stack([scale * (10 + (x * w).sum([1, 2, 3])), zeros(x.shape[0])], 1));
        var goal = new Untargeted(zeros(6, int64));

        Assert.Equal(1, new FastGradientSign().Attack(Model(1000), x, goal, Small).Cost.WithoutGradient);
        Assert.Equal(0, new FastGradientSign().Attack(Model(1), x, goal, Small).Cost.WithoutGradient);
        var margin = new FastGradientSign { Loss = AttackLoss.Margin }.Attack(Model(1000), x, goal, Small);
        Assert.Equal(0, margin.Cost.WithoutGradient);
        Assert.True(allclose(x - 0.1 * w.sign(), margin.Images, rtol: 0, atol: 1e-5));
    }

    [Theory] // a rejected image counted as a success, or left early
    [InlineData("pgd")]
    [InlineData("square")]
    [InlineData("apgd-targets")]
    [InlineData("orthogonal")]
    [InlineData("fab")]
    [InlineData("fab-targets")]
    public void GivenAModelThatRejects_WhenAttacked_ThenOnlyWrongAndAcceptedIsASuccess(string name)
    {
        using var scope = NewDisposeScope();
        var inner = AttackSamples.Bent();
        var strict = new AttackedModel(inner.Scores, x => full([x.shape[0]], AttackedModel.Rejected, int64));
        var half = new AttackedModel(inner.Scores, x => where(x.flatten(1).mean([1]) > 0.5, inner.Decide(x), AttackedModel.Rejected));
        var x = AttackSamples.Uniform(6, 0.2, 0.8);
        var goal = new Untargeted(inner.Decide(x));
        var threat = new ThreatModel(PerturbationNorm.LInfinity, 0.3);

        Assert.Equal(0, AttackSamples.Budget[name].Attack(strict, x, goal, threat).SuccessRate);
        var result = AttackSamples.Budget[name].Attack(half, x, goal, threat);
        Assert.True(result.Succeeded.SameAs(
            (inner.Decide(result.Images) != goal.Labels).logical_and(result.Images.flatten(1).mean([1]) > 0.5)));
        Assert.True(result.SuccessRate > 0, "nothing broke");
    }

    [Fact] // unclear errors
    public void GivenBadInput_WhenAttacked_ThenTheErrorSaysWhatWasExpected()
    {
        using var scope = NewDisposeScope();
        var model = AttackSamples.Bent();
        var x = AttackSamples.Uniform(6, 0, 1);
        var attack = new FastGradientSign();
        BudgetResult With(Tensor images, AttackGoal goal) => attack.Attack(model, images, goal, Small);
        FastGradientSign Of(Func<Tensor, Tensor> loss) => new() { Loss = AttackLoss.OfImages("mine", (x, _) => loss(x)) };
        BudgetResult Loss(Func<Tensor, Tensor> loss) => Of(loss).Attack(model, x, AttackSamples.Labels(model, x), Small);

        Refusal.Of<ArgumentOutOfRangeException>(() => new ThreatModel(PerturbationNorm.L2, -1), "Epsilon");
        Refusal.Of<ArgumentOutOfRangeException>(() => new ThreatModel(PerturbationNorm.L2, double.NaN), "Epsilon");
        Refusal.Of<ArgumentOutOfRangeException>(() => new ProjectedGradientDescent { Steps = 0 }, "Steps");
        Refusal.Of<ArgumentOutOfRangeException>(() => new ProjectedGradientDescent { RelativeStep = -1 }, "RelativeStep");
        Refusal.Of<ArgumentException>(() => With(x.flatten(1), AttackSamples.Labels(model, x)), "(N, C, H, W)", "6x36");
        Refusal.Of<ArgumentException>(() => With(x, new Untargeted(zeros(5, int64))), "6 classes", "got 5");
        Refusal.Of<ArgumentException>(() => With(x, new Untargeted(zeros(6))), "Int64", "Float32");
        Refusal.Of<ArgumentException>(() => With(x, new Untargeted(full([6], 5, int64))), "from 0 to 4", "5 to 5");
        Refusal.Of<ArgumentException>(() => Loss(x => x.sum()), "the loss of each image: expected 6, got scalar");
        Refusal.Of<ArgumentException>(() => Loss(x => x.detach().sum([1, 2, 3])), "loss with a gradient");
        Refusal.Of<ArithmeticException>(() => Loss(x => (x - 2).log().sum([1, 2, 3])), "finite");
        var here = x.clone();
        // 0, with a gradient of 0/0
        Refusal.Of<ArithmeticException>(() => Loss(x => (x - here).square().sum([1, 2, 3]).sqrt()), "finite");
        var three = new AttackedModel(x => x.flatten(1)[.., ..3]);
        Refusal.Of<ArgumentException>(
            () => new AutoPgd { Loss = AttackLoss.LogitRatio, Targets = 9 }.Attack(three, x, AttackSamples.Labels(three, x), Small),
            "at least 4 classes, got 3");
        Refusal.Of<ArgumentException>(
            () => new AttackedModel(x => x.sum([1, 2, 3])).Decide(x), "AttackedModel", "(6, K)", "got 6");
        Refusal.Of<ArgumentException>(
            () => new AttackedModel(x => x.flatten(1), x => zeros(x.shape[0])).Decide(x), "Int64");
        Refusal.Of<ArgumentException>(
            () => new WithinBudget(new DeepFool()).Attack(model, x, AttackSamples.Labels(model, x), Small), "norm of the budget");
        Refusal.Of<ArgumentException>(
            () => new AutoAttack().Attack(model, x, AttackSamples.Labels(model, x), Small), "at least one attack");
    }
}
