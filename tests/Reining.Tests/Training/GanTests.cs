using Reining.Models;
using Reining.Torch;
using Reining.Training;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Tests.Training;

/// <summary>
/// A generative adversarial net on the loop: the standard toy of 25 Gaussians on a grid in the plane, where a failed one covers a few.
/// </summary>
public class GanTests
{
    const int BatchSize = 128, Samples = 2500, PenaltyEvery = 16;
    const double Deviation = 0.05, PenaltyWeight = 0.1;

    /// <summary>Three layers.</summary>
    sealed class Net : Module
    {
        const int Width = 64;
        readonly Linear[] _layers;

        public Net(long outputs, Generator generator) : base(nameof(Net)) => _layers =
        [
            Add("first", new Linear(2, Width, generator)),
            Add("second", new Linear(Width, Width, generator)),
            Add("third", new Linear(Width, outputs, generator)),
        ];

        protected override Tensor Compute(Tensor input)
        {
            var h = F.leaky_relu(_layers[0].forward(input), 0.2);
            return _layers[2].forward(F.leaky_relu(_layers[1].forward(h), 0.2));
        }
    }

    /// <summary>Points (N, 2) of the 25 Gaussians, one unit apart.</summary>
    static Tensor Real(long count, Generator random) =>
        randint(0, 5, [count, 2], generator: random).to(float32) - 2 + Deviation * randn(count, 2, generator: random);

    /// <summary>Centers that have at least a tenth of their share of the samples within four deviations.</summary>
    static int Covered(Net generator)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var random = new Generator(9);
        var points = generator.forward(randn(Samples, 2, generator: random)); // (N, 2)
        var axis = arange(-2, 3, 1, dtype: float32);
        var centers = stack([axis.repeat_interleave(5), axis.repeat(5)], 1); // (25, 2)
        return (int)(cdist(points, centers) < 4 * Deviation).sum(0).ge(Samples / 25 / 10).sum().item<long>();
    }

    [Fact]
    public void GivenTwentyFiveGaussians_WhenAGanIsTrained_ThenItCoversMostOfThem()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using Net generator = new(2, random), critic = new(1, random);
        var plan = new TrainingPlan<Tensor>
        {
            Steps = 3000,
            BatchSize = BatchSize,
            Batch = (_, random) => Real(BatchSize, random),
            Nets = [new("generator", generator, new AdamOptions(1e-3, Beta1: 0)), new("critic", critic, new AdamOptions(2e-3, Beta1: 0))],
            Phases =
            [
                new("critic", ["critic"], (real, random) => LossTerms.Sum(
                    ("real", F.softplus(-critic.forward(real)).mean()), ("made", F.softplus(critic.forward(Made(random))).mean()))),
                new("penalty", ["critic"], Penalty) { Every = PenaltyEvery },
                new("generator", ["generator"], (_, random) => new LossTerms(F.softplus(-critic.forward(Made(random))).mean())),
            ],
            Averages = [new("average", ["generator"], HalfLife: 50 * BatchSize) { RampUp = 0.05 }],
            StatsSteps = 0,
            Seed = 3,
        };
        var before = Covered(generator);
        new TrainingLoop<Tensor>(plan with { Steps = 200 }).Run();
        var early = Covered(generator);
        new TrainingLoop<Tensor>(plan).Run();
        var late = Covered(generator);
        Assert.True(
            before <= 5 && before < early && early < late && late >= 18,
            $"covered: {before} before, {early} after 200 steps, {late} at the end");

        Tensor Made(Generator random) => generator.forward(randn(BatchSize, 2, generator: random));

        LossTerms Penalty(Tensor real, Generator random)
        {
            var x = real.detach().requires_grad_();
            var slope = autograd.grad([critic.forward(x).sum()], [x], retain_graph: true, create_graph: true)[0];
            return new LossTerms(slope.square().sum(1).mean() * (PenaltyWeight / 2));
        }
    }
}
