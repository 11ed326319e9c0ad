using Reining.Attacks;
using static TorchSharp.torch;

namespace Reining.Tests.Attacks;

public class AttackIndicatorsTests
{
    static AttackIndicators Of(
        AttackedModel model, BudgetAttack attack, AttackLoss loss, AttackedModel? judge = null, double epsilon = 0.02)
    {
        using var scope = NewDisposeScope();
        var x = AttackSamples.Uniform(12, 0.2, 0.8);
        return AttackIndicators.Of(attack, loss, model, x, AttackSamples.Labels(model, x), new(PerturbationNorm.LInfinity, epsilon), judge);
    }

    [Fact]
    public void GivenAnHonestModelAndAGoodAttack_WhenLookedAt_ThenThereIsNoSign()
    {
        using var scope = NewDisposeScope();
        var model = AttackSamples.Linear(AttackSamples.Weights());
        var before = LiveTensors.OnThisThread;

        var signs = Of(model, new AutoPgd { Loss = AttackLoss.Margin }, AttackLoss.Margin, model);

        Assert.Equal(before, LiveTensors.OnThisThread);
        Assert.Equal((0, 0, 0, 0, 0), (
            signs.UnavailableGradients, signs.SilentSuccess, signs.IncompleteOptimization, signs.TransferFailure,
            signs.UnconstrainedFailure));
        Assert.InRange(signs.UnstablePredictions, 0, 0.3);
    }

    [Fact]
    public void GivenWhatGoesWrong_WhenLookedAt_ThenItsIndicatorShowsIt()
    {
        using var scope = NewDisposeScope();
        var (linear, w) = (AttackSamples.Linear(AttackSamples.Weights()), AttackSamples.Weights());
        var masked = new AttackedModel(x => (x.flatten(1).detach() + x.flatten(1) * 0).mm(w.t()));
        var shaking = new AttackedModel(x => (x.flatten(1) * 5000).sin().mm(w.t()));
        var short1 = new ProjectedGradientDescent { Steps = 12, RelativeStep = 0.02, Loss = AttackLoss.Margin, RandomStart = false };
        var margin = new BasicIterative { Loss = AttackLoss.Margin };

        Assert.Equal(1, Of(masked, margin, AttackLoss.Margin).UnavailableGradients);
        Assert.Equal(1, Of(masked, margin, AttackLoss.Margin).UnconstrainedFailure);
        Assert.InRange(Of(shaking, margin, AttackLoss.Margin).UnstablePredictions, 0.9, 1);
        Assert.True(Of(linear, short1, AttackLoss.Margin).IncompleteOptimization > 0.9);
        var other = new AttackedModel(x => linear.Scores(x) * 0 + tensor(new[] { 1f, 0, 0, 0, 0 }), x => full([x.shape[0]], -1, int64));
        Assert.Equal(1, Of(linear, new AutoPgd(), AttackLoss.CrossEntropy, other, epsilon: 0.3).TransferFailure);
        Assert.True(double.IsNaN(Of(linear, margin, AttackLoss.Margin).TransferFailure));
    }

    [Fact]
    public void GivenAnAttackThatForgetsItsSuccess_WhenLookedAt_ThenTheSuccessWasSilent()
    {
        using var scope = NewDisposeScope();
        var model = AttackSamples.Bent();
        // raises the loss of going back, once it has arrived: the highest loss is at the start
        var backwards = AttackLoss.OfImages("backwards", (x, goal) => -AttackLoss.Margin.Evaluate(model, x, goal).Losses.square());

        var attack = new ProjectedGradientDescent { Steps = 60, RelativeStep = 0.5, LeaveBroken = false, Loss = backwards };
        var signs = Of(model, attack, backwards, epsilon: 0.1);

        Assert.True(signs.SilentSuccess > 0);
    }
}
