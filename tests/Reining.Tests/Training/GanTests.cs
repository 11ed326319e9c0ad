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

    static readonly AdamOptions Adam = new(1e-3, Beta1: 0, Beta2: 0.99);

    /// <summary>Four layers.</summary>
    sealed class Net : Module
    {
        const int Width = 64;
        readonly Linear[] _layers;

        public Net(long outputs, Generator generator) : base(nameof(Net)) => _layers =
        [
            Add("first", new Linear(2, Width, generator)),
            Add("second", new Linear(Width, Width, generator)),
            Add("third", new Linear(Width, Width, generator)),
            Add("fourth", new Linear(Width, outputs, generator)),
        ];

        protected override Tensor Compute(Tensor input)
        {
            foreach (var layer in _layers[..^1])
                input = F.leaky_relu(layer.forward(input), 0.2); // (N, width)
            return _layers[^1].forward(input); // (N, outputs)
        }
    }

    /// <summary>Points (N, 2) of the 25 Gaussians, one unit apart.</summary>
    static Tensor Real(long count, Generator random) =>
        randint(0, 5, [count, 2], generator: random).to(float32) - 2 + Deviation * randn(count, 2, generator: random);

    /// <summary>
    /// Centers that have at least a quarter of their share of the samples within four deviations; points everywhere give an eighth.
    /// </summary>
    static int Covered(Net generator)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var random = new Generator(9);
        var points = generator.forward(randn(Samples, 2, generator: random)); // (N, 2)
        var axis = arange(-2, 3, 1, dtype: float32);
        var centers = stack([axis.repeat_interleave(5), axis.repeat(5)], 1); // (25, 2)
        var near = cdist(points, centers) < 4 * Deviation; // (N, 25)
        return (int)near.sum(0L).ge(Samples / 25 / 4).sum().item<long>(); // a plain 0 would be taken for a type
    }

    [Fact]
    public void GivenTwentyFiveGaussians_WhenAGanIsTrained_ThenItCoversManyOfThem()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using Net generator = new(2, random), critic = new(1, random);
        var plan = new TrainingPlan<Tensor>
        {
            Steps = 3000,
            BatchSize = BatchSize,
            Batch = (_, random) => Real(BatchSize, random),
            Nets = [new("generator", generator, Adam), new("critic", critic, Adam)],
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
        List<int> covered = [Covered(generator)];
        new TrainingLoop<Tensor>(plan with
        {
            EpochSteps = 500,
            Keep = new Keep.BestOf(() =>
            {
                covered.Add(Covered(generator));
                return covered[^1];
            }, Highest: true),
        }).Run();
        Assert.True(covered[0] <= 2 && covered.Max() >= 10, string.Join(", ", covered));
        Assert.Equal(covered.Max(), Covered(generator)); // the best average is kept

        Tensor Made(Generator random) => generator.forward(randn(BatchSize, 2, generator: random));

        LossTerms Penalty(Tensor real, Generator random)
        {
            var x = real.detach().requires_grad_();
            var slope = autograd.grad([critic.forward(x).sum()], [x], retain_graph: true, create_graph: true)[0];
            return new LossTerms(slope.square().sum(1).mean() * (PenaltyWeight / 2));
        }
    }
}
