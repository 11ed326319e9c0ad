using Reining.Attacks;
using static TorchSharp.torch;

namespace Reining.Tests.Attacks;

public class BudgetAttackTests
{
    [Theory]
    [MemberData(nameof(AttackSamples.BudgetNames), MemberType = typeof(AttackSamples))]
    public void GivenNoBudget_WhenAttacked_ThenNoBitOfAnImageChanges(string name)
    {
        using var scope = NewDisposeScope();
        var model = AttackSamples.Bent();
        var x = AttackSamples.Uniform(6, 0, 1);

        var result = AttackSamples.Budget[name]
            .Attack(model, x, AttackSamples.Labels(model, x), new ThreatModel(PerturbationNorm.LInfinity, 0));

        Assert.True(x.SameAs(result.Images));
        Assert.Equal(0, result.SuccessRate);
        Assert.Equal(0, result.Cost.Forwards.sum().item<long>());
    }

    [SkippableTheory]
    [MemberData(nameof(OnDevices))]
    public void GivenAnAttack_WhenRun_ThenNoImageLeavesTheBallOrTheRangeAndSuccessIsJudgedOnIt(string name, string device)
    {
        var place = DevicesToTest.Get(device);
        using var scope = NewDisposeScope();
        var model = On(place);
        var x = AttackSamples.Uniform(8, 0, 1).round(decimals: 1).to(place); // also pixels at the ends
        var goal = AttackSamples.Labels(model, x);
        foreach (var threat in new[] { new ThreatModel(PerturbationNorm.LInfinity, 0.15), new ThreatModel(PerturbationNorm.L2, 0.6) })
        {
            var result = AttackSamples.BudgetIn(name, threat.Norm).Attack(model, x, goal, threat);

            Assert.InRange(threat.Distances(result.Images, x).max().item<double>(), 0, threat.Epsilon * (1 + 1e-6) + 1e-7);
            Assert.InRange(result.Images.min().item<float>(), 0, 1);
            Assert.InRange(result.Images.max().item<float>(), 0, 1);
            Assert.True(result.Succeeded.SameAs(goal.Reached(model.Decide(result.Images))));
            Assert.True(result.Distances.SameAs(threat.Distances(result.Images, x)));
            Assert.True(name is "noise" or "transfer" || result.SuccessRate > 0, "nothing broke");
        }
    }

    public static TheoryData<string, string> OnDevices()
    {
        var all = new TheoryData<string, string>();
        foreach (var name in AttackSamples.Budget.Keys)
        {
            all.Add(name, "cpu");
            if (name is not "transfer")
                all.Add(name, "cuda");
        }
        return all;
    }

    static AttackedModel On(Device place)
    {
        var (w, v) = ((AttackSamples.Weights() * 3).to(place), AttackSamples.Weights(8).to(place));
        return new(x => (x.flatten(1).mm(w.t()).sin() + x.flatten(1).mm(v.t())));
    }

    [Theory]
    [MemberData(nameof(AttackSamples.BudgetNames), MemberType = typeof(AttackSamples))]
    public void GivenOtherBatchSizesAndOrders_WhenAttacked_ThenEachImageHasTheSameResult(string name)
    {
        using var scope = NewDisposeScope();
        var x = AttackSamples.Uniform(7, 0.1, 0.9);
        var threat = new ThreatModel(PerturbationNorm.LInfinity, 0.08);
        var labels = AttackSamples.Labels(AttackSamples.Bent(), x);
        BudgetResult With(int batch) => AttackSamples.Budget[name].Attack(AttackSamples.Bent(batch), x, labels, threat);

        var (whole, split) = (With(7), With(3));

        Assert.True(whole.Succeeded.SameAs(split.Succeeded));
        Assert.True(allclose(whole.Images, split.Images, rtol: 0, atol: 1e-4));
        Assert.True(whole.Cost.Forwards.SameAs(split.Cost.Forwards));
    }

    [Theory]
    [MemberData(nameof(AttackSamples.BudgetNames), MemberType = typeof(AttackSamples))]
    public void GivenImagesThatAreWrong_WhenAttacked_ThenTheyAreLeftAloneAndNotAskedAbout(string name)
    {
        using var scope = NewDisposeScope();
        var model = AttackSamples.Bent();
        var x = AttackSamples.Uniform(6, 0.1, 0.9);
        var labels = model.Decide(x);
        labels[2] = (labels[2] + 1) % AttackSamples.Classes;

        var result = AttackSamples.Budget[name].Attack(model, x, new Untargeted(labels), new ThreatModel(PerturbationNorm.LInfinity, 0.1));

        Assert.True(x[2].SameAs(result.Images[2]));
        Assert.True(result.Succeeded[2].item<bool>());
        Assert.Equal(0, result.Distances[2].item<double>());
        Assert.Equal(0, result.Cost.Forwards[2].item<long>());
        Assert.True(name is "transfer" || result.Cost.Forwards[1].item<long>() > 0);
    }

    [Theory]
    [MemberData(nameof(AttackSamples.BudgetNames), MemberType = typeof(AttackSamples))]
    public void GivenATargetedGoal_WhenAttacked_ThenOnlyTheTargetCountsOrTheAttackRefuses(string name)
    {
        using var scope = NewDisposeScope();
        var model = AttackSamples.Bent();
        var x = AttackSamples.Uniform(6, 0.1, 0.9);
        var goal = new Targeted((model.Decide(x) + 2) % AttackSamples.Classes);
        BudgetResult Run() => AttackSamples.Budget[name].Attack(model, x, goal, new ThreatModel(PerturbationNorm.LInfinity, 0.3));

        if (name is "fab" or "fab-targets" or "apgd-targets")
        {
            Refusal.Of<ArgumentException>(Run, "untargeted goal");
            return;
        }
        var result = Run();
        Assert.True(result.Succeeded.SameAs(model.Decide(result.Images) == goal.Targets));
        Assert.True(name is "noise" or "transfer" || result.SuccessRate > 0, "nothing broke");
    }

    [Theory]
    [MemberData(nameof(AttackSamples.BudgetNames), MemberType = typeof(AttackSamples))]
    public void GivenAnAttack_WhenRun_ThenOnlyItsResultStaysAliveAndQueriesAreThoseOfTheModel(string name)
    {
        using var scope = NewDisposeScope();
        var (inner, asked) = (AttackSamples.Bent(), 0L);
        var model = new AttackedModel(x =>
        {
            asked += x.shape[0];
            return inner.Scores(x);
        });
        var x = AttackSamples.Uniform(6, 0.1, 0.9);
        var goal = AttackSamples.Labels(inner, x);
        var before = LiveTensors.OnThisThread;

        var result = AttackSamples.Budget[name].Attack(model, x, goal, new ThreatModel(PerturbationNorm.LInfinity, 0.05));

        Assert.Equal(before + 6, LiveTensors.OnThisThread);
        var passes = result.Cost.Forwards.sum().item<long>() / (name is "orthogonal" or "selective" ? 2 : 1); // half are the detector's
        Assert.Equal(asked - 2 * x.shape[0], passes); // less the judgements before and after
    }

    [Theory]
    [MemberData(nameof(AttackSamples.BudgetNames), MemberType = typeof(AttackSamples))]
    public void GivenRisingBudgets_WhenSwept_ThenWhatBrokeStaysBrokenByTheSameImage(string name)
    {
        using var scope = NewDisposeScope();
        var model = AttackSamples.Bent();
        var x = AttackSamples.Uniform(8, 0.1, 0.9);

        var results = AttackSamples.Budget[name]
            .Sweep(model, x, AttackSamples.Labels(model, x), PerturbationNorm.LInfinity, 0, 0.03, 0.1, 0.3);

        foreach (var (smaller, larger) in results.Zip(results.Skip(1)))
        {
            var rows = smaller.Succeeded.nonzero().squeeze(1);
            Assert.True(larger.Succeeded.index_select(0, rows).all().item<bool>());
            Assert.True(smaller.Images.index_select(0, rows).SameAs(larger.Images.index_select(0, rows)));
        }
        Assert.True(results[^1].SuccessRate >= results[1].SuccessRate);
    }

    [Fact]
    public void GivenBudgetsThatDoNotRise_WhenSwept_ThenTheyAreRefused()
    {
        using var scope = NewDisposeScope();
        var model = AttackSamples.Bent();
        var x = AttackSamples.Uniform(2, 0, 1);

        IReadOnlyList<BudgetResult> Sweep(params double[] epsilons) =>
            new FastGradientSign().Sweep(model, x, AttackSamples.Labels(model, x), PerturbationNorm.L2, epsilons);

        Refusal.Of<ArgumentException>(() => Sweep(0.2, 0.1), "rise", "0.2, 0.1");
        Refusal.Of<ArgumentException>(() => Sweep(), "rise");
    }
}
