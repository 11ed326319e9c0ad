using System.Text.Json;
using Reining.Densities;
using static TorchSharp.torch;

namespace Reining.Tests.Densities;

public class NormalizingFlowTests
{
    static readonly NormalizingFlowOptions Small = new() { Layers = 3, Hidden = 24, MaxEpochs = 30, BatchSize = 200, Seed = 1 };

    /// <summary>Two blobs of standard deviation ½, five apart, not along an axis.</summary>
    static Tensor Pair(long count, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed, CPU);
        var side = rand(count, 1, generator: generator).gt(0.5).to(float32); // (N, 1)
        return (0.5 * randn(count, 2, generator: generator) + side * tensor(new float[] { 4, 3 }, [1, 2])).MoveToOuterDisposeScope();
    }

    static readonly Lazy<NormalizingFlow> Fitted = new(() =>
    {
        using var scope = NewDisposeScope();
        return NormalizingFlow.Fit(Pair(2000, 1), Small);
    });

    /// <summary>A flow of d dimensions with all weights drawn at random: nothing about it is special.</summary>
    static MaskedAutoregressiveFlow Random(long dimensions, int layers, int hidden)
    {
        using var generator = new Generator(5, CPU);
        var flow = new MaskedAutoregressiveFlow(dimensions, layers, hidden, generator);
        using var noGradients = no_grad();
        foreach (var (_, parameter) in flow.named_parameters())
            parameter.copy_(0.2 * randn(parameter.shape, generator: generator));
        return flow;
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(2, 3)]
    [InlineData(7, 5)]
    [InlineData(16, 32)]
    public void GivenAnyWeights_WhenTransformedAndInverted_ThenTheCodesComeBack(long dimensions, int hidden)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var flow = Random(dimensions, 3, hidden);
        var x = randn(50, dimensions, dtype: float64, generator: new Generator(2, CPU));
        var (u, _) = flow.Transform(x);
        Assert.True((u - x.flip(1)).abs().max().item<double>() > 0.1, "the flow does something");
        Assert.Equal(0, (flow.Invert(u) - x).abs().max().item<double>(), 1e-9);
        Assert.Equal(0, (flow.Transform(flow.Invert(x)).U - x).abs().max().item<double>(), 1e-9);
    }

    [Fact]
    public void GivenAnyWeights_WhenDifferentiated_ThenTheLogDeterminantIsAutogradsJacobians()
    {
        using var scope = NewDisposeScope();
        const long D = 6;
        var flow = Random(D, 4, 9);
        foreach (var seed in new ulong[] { 1, 2, 3 })
        {
            var x = randn(1, D, dtype: float64, generator: new Generator(seed, CPU)).requires_grad_();
            var (u, logDeterminant) = flow.Transform(x);
            var rows = Enumerable.Range(0, (int)D).Select(i =>
                autograd.grad([u[0, i]], [x], retain_graph: true)[0].squeeze(0)).ToArray();
            var (_, logAbsolute) = linalg.slogdet(stack(rows));
            Assert.Equal(logAbsolute.item<double>(), logDeterminant.item<double>(), 1e-10);
        }
    }

    [Fact]
    public void GivenOneLayer_WhenDifferentiated_ThenOutputsDependOnEarlierInputsOnly()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3, CPU);
        var layer = Random(5, 1, 12);
        var x = randn(1, 5, dtype: float64, generator: generator).requires_grad_();
        var u = layer.Transform(x).U.flip(1); // undo the reversal behind the layer
        for (var i = 0; i < 5; i++)
        {
            var gradient = autograd.grad([u[0, i]], [x], retain_graph: true)[0].squeeze(0).data<double>().ToArray();
            Assert.All(gradient.Skip(i + 1), g => Assert.Equal(0, g));
            Assert.All(gradient.Take(i + 1), g => Assert.NotEqual(0, g));
        }
    }

    [Fact]
    public void GivenTheStart_WhenEvaluated_ThenTheFlowIsTheStandardNormal()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3, CPU);
        var flow = new MaskedAutoregressiveFlow(3, 4, 10, generator);
        var x = randn(20, 3, dtype: float64, generator: generator);
        Assert.Equal(0, (flow.forward(x) - new StandardNormal(3).LogProbability(x)).abs().max().item<double>(), 1e-12);
    }

    [Fact]
    public void GivenTwoBlobs_WhenFitted_ThenHeldOutCodesAreMuchLikelierThanUnderOneGaussian()
    {
        using var scope = NewDisposeScope();
        var other = Pair(2000, 9);
        var gaussian = FullGaussian.Fit(Pair(2000, 1)).LogProbability(other).mean().item<double>();
        var truth = new GaussianMixture(new([0.5, 0.5], [[0, 0], [4, 3]], [[[0.25, 0], [0, 0.25]], [[0.25, 0], [0, 0.25]]]))
            .LogProbability(other)
            .mean()
            .item<double>();
        var flow = Fitted.Value.LogProbability(other).mean().item<double>();
        Assert.True(flow > gaussian + 0.7 * (truth - gaussian), $"Gaussian {gaussian}, flow {flow}, truth {truth}");
        Assert.True(flow < truth + 0.05, $"no density beats the truth by more than chance: flow {flow}, truth {truth}");
    }

    [Fact]
    public void GivenAFittedFlow_WhenIntegratedOverThePlane_ThenItsMassIsOne()
    {
        using var scope = NewDisposeScope();
        const double Step = 0.1;
        var axis = arange(-14, 18, Step, dtype: float64);
        var grid = stack([axis.repeat_interleave(axis.shape[0]), axis.repeat(axis.shape[0])], 1); // (n², 2)
        Assert.Equal(1, Fitted.Value.LogProbability(grid).exp().sum().item<double>() * Step * Step, 5e-3);
    }

    [Fact]
    public void GivenAFittedFlow_WhenSampled_ThenSamplesAreLikeTheCodes()
    {
        using var scope = NewDisposeScope();
        var samples = Fitted.Value.Sample(20_000, 3);
        Assert.Equal((float32, 20_000L, 2L), (samples.dtype, samples.shape[0], samples.shape[1]));
        Assert.True(samples.equal(Fitted.Value.Sample(20_000, 3)).all().item<bool>(), "equal seeds, equal codes");
        Assert.False(samples.equal(Fitted.Value.Sample(20_000, 4)).all().item<bool>());

        // Mean of −log p over the flow's own samples is its entropy, which the grid gives as well.
        const double Step = 0.1;
        var axis = arange(-14, 18, Step, dtype: float64);
        var logs = Fitted.Value.LogProbability(stack([axis.repeat_interleave(axis.shape[0]), axis.repeat(axis.shape[0])], 1));
        var entropy = -(logs.exp() * logs).sum().item<double>() * Step * Step;
        var own = -Fitted.Value.LogProbability(samples);
        var error = own.std().item<double>() / Math.Sqrt(20_000);
        Assert.InRange(own.mean().item<double>(), entropy - 5 * error - 0.02, entropy + 5 * error + 0.02);
        Assert.InRange(samples.select(1, 0).gt(2).to(float64).mean().item<double>(), 0.45, 0.55);
    }

    [Fact]
    public void GivenAFittedFlow_WhenCodesBecomeNoiseAndBack_ThenTheyComeBackAndTheDensityIsTheNoises()
    {
        using var scope = NewDisposeScope();
        var z = Pair(300, 4).to(float64);
        var noise = Fitted.Value.Noise(z);
        Assert.Equal(0, (Fitted.Value.Codes(noise) - z).abs().max().item<double>(), 1e-8);

        // log p(z) = log N(u; 0, I) + log |det ∂u/∂z|, the determinant by central differences.
        const double H = 1e-5;
        var columns = Enumerable.Range(0, 2).Select(j =>
        {
            var step = zeros(1, 2, dtype: float64);
            step[0, j] = H;
            return (Fitted.Value.Noise(z + step) - Fitted.Value.Noise(z - step)) / (2 * H); // (N, 2)
        }).ToArray();
        var determinant = (columns[0].select(1, 0) * columns[1].select(1, 1) - columns[0].select(1, 1) * columns[1].select(1, 0)).abs();
        var expected = new StandardNormal(2).LogProbability(noise) + determinant.log();
        var errors = (Fitted.Value.LogProbability(z) - expected).abs();
        Assert.Equal(0, errors.median().item<double>(), 1e-6); // a difference across a kink of ReLU is off, the others are not
    }

    [Fact]
    public void GivenTheReport_WhenRead_ThenTheKeptEpochHasTheLowestValidationLossAndTrainingStoppedByPatience()
    {
        using var scope = NewDisposeScope();
        var fitted = NormalizingFlow.Fit(
            randn(200, 2, generator: new Generator(1, CPU)),
            Small with { Patience = 2, LearningRate = 0.02, BatchSize = 20, MaxEpochs = 200 });
        var report = fitted.Report;
        Assert.Equal(report.ValidationLosses.Min(), report.ValidationLosses[report.KeptEpoch]);
        Assert.Equal(report.KeptEpoch + 3, report.ValidationLosses.Length); // before training, to the best, two more
        Assert.Equal((180L, 20L), (report.TrainCount, report.ValidationCount));
        Assert.Equal(report.TrainLosses.Length + 1, report.ValidationLosses.Length);
    }

    [Fact]
    public void GivenOneSeed_WhenFittedTwice_ThenTheFlowsAreEqualAndLeaveNoTensorsBehindInTheScope()
    {
        using var scope = NewDisposeScope();
        var (codes, options) = (Pair(200, 1), Small with { MaxEpochs = 2 });
        var first = NormalizingFlow.Fit(codes, options);
        var before = scope.DisposablesCount;
        var second = NormalizingFlow.Fit(codes, options);
        Assert.Equal(before, scope.DisposablesCount);
        Assert.True(first.LogProbability(codes).equal(second.LogProbability(codes)).all().item<bool>());
    }

    [Fact]
    public void GivenUnfitInput_WhenFittedOrEvaluated_ThenTheMessageSaysWhy()
    {
        using var scope = NewDisposeScope();
        var cancelled = new CancellationToken(canceled: true);
        Refusal.Of<ArgumentException>(() => NormalizingFlow.Fit(ones(2, 2)), "expected at least 3 codes");
        Refusal.Of<ArgumentException>(() => Fitted.Value.LogProbability(ones(4, 3)), "expected codes (N, 2), got 4x3");
        Assert.Throws<OperationCanceledException>(() => NormalizingFlow.Fit(Pair(100, 1), Small, cancelled));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fitted.Value.Sample(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NormalizingFlowOptions { ValidationShare = 1 });
        Assert.Equal(Small, JsonSerializer.Deserialize<NormalizingFlowOptions>(JsonSerializer.Serialize(Small)));
    }
}
