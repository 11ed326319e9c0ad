using System.Text.Json;
using Reining.Densities;
using Reining.Metrics;
using static TorchSharp.torch;

namespace Reining.Tests.Densities;

public class SecondStageVaeTests
{
    static readonly SecondStageVaeOptions Small =
        new() { Width = 32, Epochs = 40, LearningRate = 3e-3, KlWeight = 0.02, ImportanceSamples = 500, Seed = 1 };

    /// <summary>A ring of radius 3 around (10, −5), the second axis ten times as long: far from a Gaussian, and not standardized.</summary>
    static Tensor Ring(long count, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed, CPU);
        var angle = 2 * Math.PI * rand(count, generator: generator); // (N,)
        var radius = 3 + 0.3 * randn(count, generator: generator);
        return stack([10 + radius * angle.cos(), -5 + 10 * radius * angle.sin()], 1).to(float32).MoveToOuterDisposeScope();
    }

    static readonly Lazy<SecondStageVae> Fitted = new(() =>
    {
        using var scope = NewDisposeScope();
        return SecondStageVae.Fit(Ring(1500, 1), Small);
    });

    [Fact]
    public void GivenTheAuthorsNet_WhenMade_ThenItHasTheAuthorsParameters()
    {
        // Encoder d·w + w + w² + w + 2(w·d + d), decoder d·w + w + w² + w + w·d + d, at d = 16, w = 1024.
        using var generator = new Generator(1, CPU);
        using var net = new SecondStageNet(16, 1024, generator);
        const long D = 16, W = 1024;
        Assert.Equal(2 * (D * W + W + W * W + W) + 3 * (W * D + D), net.ParameterCount);
    }

    [Fact]
    public void GivenANet_WhenTheLossIsTaken_ThenItIsTheMeanOverDimensionsPlusTheWeightedSumOfKl()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        using var net = new SecondStageNet(3, 8, generator);
        var z = randn(4, 3, generator: generator);
        var actual = net.Loss(z, 0.25, new Generator(5, CPU)).data<float>().ToArray();

        var (mu, logSigma) = net.Posterior(z);
        var u = mu + logSigma.exp() * randn(4, 3, generator: new Generator(5, CPU));
        var (error, m, s) = (z - net.Decode(u), mu.data<float>().ToArray(), logSigma.data<float>().ToArray());
        Assert.All(s, v => Assert.InRange(v, -5, 5));
        var e = error.data<float>().ToArray();
        for (var i = 0; i < 4; i++)
        {
            var expected = 0.0;
            for (var j = 3 * i; j < 3 * i + 3; j++)
                expected += e[j] * e[j] / 3.0 + 0.25 * 0.5 * (Math.Exp(2.0 * s[j]) + m[j] * m[j] - 1 - 2 * s[j]);
            Assert.Equal(expected, actual[i], 1e-5);
        }
    }

    [Fact]
    public void GivenARing_WhenFitted_ThenSamplesLieOnItWhereAGaussiansFillIt()
    {
        using var scope = NewDisposeScope();
        var gaussian = FullGaussian.Fit(Ring(1500, 1));
        Assert.True(Inside(Fitted.Value.Sample(2000, 2)) < 0.5 * Inside(gaussian.Sample(2000, 2)),
            $"inside: second stage {Inside(Fitted.Value.Sample(2000, 2))}, Gaussian {Inside(gaussian.Sample(2000, 2))}");

        static double Inside(Tensor z)
        {
            var radius = ((z.select(1, 0) - 10).square() + ((z.select(1, 1) + 5) / 10).square()).sqrt();
            return radius.lt(1.8).to(float64).mean().item<double>();
        }
    }

    [Fact]
    public void GivenCodes_WhenReconstructed_ThenTheyComeBackNearlyAndMidPointsGoThroughU()
    {
        using var scope = NewDisposeScope();
        var z = Ring(400, 5);
        var second = Fitted.Value;
        var back = second.Reconstruct(z);
        var spread = z.var(0).sum().item<float>();
        Assert.True((back - z).square().sum(1).mean().item<float>() < 0.1 * spread);
        Assert.True(back.equal(second.Decode(second.Encode(z))).all().item<bool>());

        var halves = z.split(200);
        var middle = second.Decode(Interpolation.RescaledLinear(second.Encode(halves[0]), second.Encode(halves[1])));
        Assert.Equal([200, 2], middle.shape);
        Assert.Equal(
            0, (second.Decode(Interpolation.RescaledLinear(second.Encode(z), second.Encode(z))) - back).abs().max().item<float>(), 1e-3f);
    }

    [Fact]
    public void GivenAFittedModel_WhenTheLogDensityIsEstimated_ThenItIsTheIntegralOverU()
    {
        // p(z) = ∫ N(z; D(u), σ²I) N(u; 0, I) du by the midpoint rule on a plane of u, back in the codes' units.
        using var scope = NewDisposeScope();
        var (second, z) = (Fitted.Value, Ring(5, 8).to(float64));
        const double Step = 0.02;
        var axis = arange(-5, 5, Step, dtype: float64) + Step / 2;
        var grid = stack([axis.repeat_interleave(axis.shape[0]), axis.repeat(axis.shape[0])], 1); // (n², 2)
        var decoded = second.Decode(grid).to(float64);
        var scale = Ring(1500, 1).to(float64);
        scale = scale.std(0, unbiased: false).unsqueeze(0); // (1, 2)
        var noise = second.ImpliedNoise;
        Assert.Equal(Math.Sqrt(2 * 0.02 / 2), noise, 1e-12);
        var prior = new StandardNormal(2).LogProbability(grid);
        for (var i = 0; i < 5; i++)
        {
            var white = (z[i].unsqueeze(0) - decoded) / scale / noise;
            var likelihood = -0.5 * white.square().sum(1) - Math.Log(2 * Math.PI * noise * noise) - scale.log().sum();
            var expected = logsumexp(prior + likelihood, 0).item<double>() + 2 * Math.Log(Step);
            var actual = second.LogProbability(z.narrow(0, i, 1), 20_000).item<double>();
            Assert.Equal(expected, actual, 0.05);
        }
    }

    [Fact]
    public void GivenMoreSamples_WhenTheLogDensityIsEstimated_ThenItRisesAndRepeats()
    {
        using var scope = NewDisposeScope();
        var z = Ring(300, 9);
        var few = Fitted.Value.LogProbability(z, 1).mean().item<double>();
        var many = Fitted.Value.LogProbability(z).mean().item<double>();
        Assert.True(few < many, $"1 sample {few}, 500 samples {many}");
        Assert.True(Fitted.Value.LogProbability(z).equal(Fitted.Value.LogProbability(z)).all().item<bool>(), "equal codes, equal numbers");
    }

    [Fact]
    public void GivenAFit_WhenReported_ThenTheLossFellAndTheLastEpochIsKept()
    {
        var report = Fitted.Value.Report;
        Assert.Equal((40, 40, 40), (report.TrainLosses.Length, report.ValidationLosses.Length, report.KeptEpoch));
        Assert.Equal((1350L, 150L), (report.TrainCount, report.ValidationCount));
        Assert.True(report.TrainLosses[^1] < 0.5 * report.TrainLosses[0]);
    }

    [Fact]
    public void GivenOneSeed_WhenFittedTwice_ThenTheModelsAreEqualAndLeaveNoTensorsBehindInTheScope()
    {
        using var scope = NewDisposeScope();
        var (codes, options) = (Ring(100, 1), Small with { Epochs = 1, Width = 8 });
        var first = SecondStageVae.Fit(codes, options);
        var before = scope.DisposablesCount;
        var second = SecondStageVae.Fit(codes, options);
        Assert.Equal(before, scope.DisposablesCount);
        Assert.True(first.Sample(5, 1).equal(second.Sample(5, 1)).all().item<bool>());
    }

    [Fact]
    public void GivenUnfitInput_WhenFittedOrEvaluated_ThenTheMessageSaysWhy()
    {
        using var scope = NewDisposeScope();
        var constant = Ring(50, 1);
        constant.select(1, 1).fill_(3);
        Refusal.Of<ArgumentException>(() => SecondStageVae.Fit(constant, Small), "a constant dimension 1 of 2");
        Refusal.Of<ArgumentException>(() => Fitted.Value.Encode(ones(4, 3)), "expected codes (N, 2), got 4x3");
        Assert.Throws<ArgumentOutOfRangeException>(() => Fitted.Value.LogProbability(ones(4, 2), 0));
        Assert.Throws<OperationCanceledException>(() => SecondStageVae.Fit(Ring(100, 1), Small, new CancellationToken(canceled: true)));
        Assert.Equal(Small, JsonSerializer.Deserialize<SecondStageVaeOptions>(JsonSerializer.Serialize(Small)));
    }
}
