using Reining.Models;
using Reining.Tests.Data;
using Reining.Torch;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Training;

public sealed class TrainingLoopTests : IDisposable
{
    const int Steps = 6;

    readonly TemporaryFolder _folder = new();
    readonly BatchNorm2d _first = new(2), _second = new(2);

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _folder.Dispose();
    }

    /// <summary>Each step steps the first net by a loss of both, the first step also the second.</summary>
    TrainingPlan<Tensor> Plan(params string[] movesBuffersOf) => new()
    {
        Steps = Steps,
        BatchSize = 4,
        Batch = (_, random) => randn(4, 2, 3, 3, generator: random) + 5,
        Nets = [new("first", _first, new AdamOptions(0.1)), new("second", _second, new AdamOptions(0.1))],
        Phases =
        [
            new("both", ["first"], (x, _) => new LossTerms(_second.forward(_first.forward(x)).square().sum() + _first.Weight.sum()))
            {
                MovesBuffersOf = movesBuffersOf,
            },
            new("rare", ["second"], (x, _) => new LossTerms(_second.forward(x).sum() + _second.Bias.sum())) { Every = Steps },
        ],
        Statistics = (x, _) => _second.forward(_first.forward(x)),
        Keep = new Keep.BestOf(() => 1),
    };

    [Fact]
    public void GivenWhatPhasesShare_WhenStepped_ThenAllIsAsIfEachHadComputedIt()
    {
        TrainingPlan<(Tensor X, Tensor? Made)> Pair(bool shared) => new()
        {
            Steps = Steps,
            BatchSize = 4,
            Batch = (_, random) => (randn(4, 2, 3, 3, generator: random) + 5, null),
            Nets = [new("first", _first, new AdamOptions(0.1)), new("second", _second, new AdamOptions(0.1))],
            Shared = shared ? (batch, _) => batch with { Made = _first.forward(batch.X) } : null,
            Phases =
            [
                new("judge", ["second"], (b, _) => new LossTerms(_second.forward((b.Made ?? _first.forward(b.X)).detach()).square().sum()))
                {
                    MovesBuffersOf = shared ? ["first"] : [],
                },
                new("maker", ["first"], (b, _) => new LossTerms(_second.forward(b.Made ?? _first.forward(b.X)).sin().sum())),
            ],
            Statistics = (b, _) => _second.forward(_first.forward(b.X)),
        };
        var start = new[] { _first, _second }.Select(Values).ToList();
        new TrainingLoop<(Tensor, Tensor?)>(Pair(shared: true)).Run();
        var ends = new[] { _first, _second }.Select(Values).ToList();
        using (no_grad())
        {
            foreach (var (net, values) in new[] { _first, _second }.Zip(start))
            {
                foreach (var (name, tensor) in Weights.Named(net))
                    tensor.copy_(torch.tensor(values[name]).view(tensor.shape));
            }
        }
        new TrainingLoop<(Tensor, Tensor?)>(Pair(shared: false)).Run();
        Assert.NotEqual(start[0]["weight"], ends[0]["weight"]);
        Assert.All(new[] { _first, _second }.Select(Values).Zip(ends), pair => Assert.Equal(pair.Second, pair.First));
    }

    static Dictionary<string, float[]> Values(nn.Module net) =>
        Weights.Named(net).ToDictionary(w => w.Key, w => w.Value.detach().to(ScalarType.Float32).flatten().data<float>().ToArray());

    [Theory]
    [InlineData(false, 1)] // of its own phase
    [InlineData(true, 1 + Steps)]
    public void GivenANetOutsideAPhase_WhenStepped_ThenItsWeightsStandStillAndItsBuffersUnlessSaid(bool moves, int tracked)
    {
        var before = Values(_second)["bias"];
        new TrainingLoop<Tensor>(Plan(moves ? ["second"] : []) with { Keep = new Keep.Last() }).Run();
        Assert.Equal(tracked, Values(_second)["num_batches_tracked"][0]);
        Assert.Equal(Steps, Values(_first)["num_batches_tracked"][0]);
        Assert.All(before.Zip(Values(_second)["bias"]), pair => Assert.Equal(pair.First - 0.1, pair.Second, 1e-5)); // one step of Adam
        Assert.All(_second.parameters(), p => Assert.True(p.requires_grad && p.grad is null));
        Assert.False(_first.training || _second.training);
    }

    [Fact]
    public void GivenALazyPhase_WhenItsGradientIsTaken_ThenTheLossIsMultipliedByItsInterval()
    {
        var run = new RunFolder(_folder.File("run"), new { });
        new TrainingLoop<Tensor>(Plan() with { Steps = 1, CheckpointSteps = 1 }).Run(run);
        using var file = Safetensors.Read(run.CheckpointFile(1));
        // The sum of normalized values has no slope but for the bias: 4·3·3 places and the bias itself, each time the interval.
        Assert.Equal(0.1 * Steps * (36 + 1), file.Tensors["adam/second/exp_avg.bias"][0].ToDouble(), 1e-3);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 4)]
    public void GivenScores_WhenTheBestIsKept_ThenTheNetsEndWithItsWeights(bool highest, int bestEpoch)
    {
        double[] scores = [-3, 2, 1, 5, 4, 3];
        var weights = new List<float[]>();
        var plan = Plan() with
        {
            EpochSteps = 1,
            Keep = new Keep.BestOf(() =>
            {
                weights.Add(Values(_first)["weight"]);
                return scores[weights.Count - 1];
            }, highest),
        };
        var result = new TrainingLoop<Tensor>(plan).Run();
        Assert.Equal((bestEpoch, scores[bestEpoch - 1]), (result.BestEpoch, result.BestValidationLoss));
        Assert.Equal(weights[bestEpoch - 1], Values(_first)["weight"]);
        Assert.NotEqual(weights[^1], Values(_first)["weight"]);
    }

    [Fact]
    public void GivenPatience_WhenNothingGetsBetter_ThenTrainingEndsAndAResumedRunTakesNoStep()
    {
        var run = new RunFolder(_folder.File("run"), new { });
        var plan = Plan() with { EpochSteps = 1, StopPatience = 2, StatsSteps = 1 };
        new TrainingLoop<Tensor>(plan).Run(run);
        Assert.Equal(3, run.NewestCheckpoint()!.Value.Step); // the first is kept, two are waited for
        new TrainingLoop<Tensor>(plan) { OnProgress = _ => Assert.Fail("a step was taken") }.Run(run);
    }

    [Fact]
    public void GivenTwoValidationsInsteadOfOne_WhenTrained_ThenTheWeightsAreTheSame()
    {
        var first = Values(_first)["weight"];
        new TrainingLoop<Tensor>(Plan() with { Keep = new Keep.Last() }).Run();
        var once = Values(_first)["weight"];
        using BatchNorm2d a = new(2), b = new(2);
        Weights.Copy(_first, Weights.Named(a).ToDictionary(), "a fresh one");
        Weights.Copy(_second, Weights.Named(b).ToDictionary(), "a fresh one");
        var pieces = new ValidationPiece(1, _ => _first.Weight.sum().ToDouble());
        new TrainingLoop<Tensor>(Plan() with { EpochSteps = 1, Keep = new Keep.Last { Pieces = [pieces] } }).Run();
        Assert.Equal(once, Values(_first)["weight"]);
        Assert.NotEqual(first, once);
    }

    [Fact]
    public void GivenAPlanThatDoesNotFit_WhenRun_ThenTheErrorSaysWhatIsExpected()
    {
        var plan = Plan();
        var stray = plan.Phases[1] with { Nets = ["third"] };
        Expect("phase 'rare' to name some of the nets first, second, got third", plan with { Phases = [stray] });
        Expect("each net to be in a phase, got 'second' in none", plan with { Phases = [plan.Phases[0]] });
        Expect("nets with different names without '/', got 'first', 'first'", plan with { Nets = [plan.Nets[0], plan.Nets[0]] });
        Expect("phases with different names without '/', got none", plan with { Phases = [] });
        Expect("average 'a' to name some of the nets first, second, got none", plan with { Averages = [new("a", [], 1)] });
        Expect("Statistics, because net 'first' has batch normalization, got none", plan with { Statistics = null });
        Expect("weights of the best epoch to be kept beside StopPatience", plan with { Keep = new Keep.Last(), StopPatience = 1 });

        static void Expect(string message, TrainingPlan<Tensor> plan) =>
            Refusal.Of<ArgumentException>(() => new TrainingLoop<Tensor>(plan).Run(), message);
    }
}
