using System.Text.Json;
using Reining.Models;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Models;

/// <summary>Each likelihood as a distribution of one pixel: against scipy, its integral, its moments, its samples, its gradients.</summary>
public class LikelihoodTests
{
    static readonly IReadOnlyDictionary<string, Likelihood> Distributions = new Dictionary<string, Likelihood>
    {
        ["fixed gaussian, sigma 0.4"] = new FixedGaussianLikelihood(0.4),
        ["gaussian"] = new GaussianLikelihood(LearnedScale.PerPixel),
        ["laplace"] = new LaplaceLikelihood(LearnedScale.PerPixel),
        ["bernoulli"] = new BernoulliLikelihood(),
        ["continuous bernoulli"] = new ContinuousBernoulliLikelihood(),
        ["discretized logistic"] = new DiscretizedLogisticLikelihood(LearnedScale.PerPixel),
    };

    public static TheoryData<string> Names => [.. Distributions.Keys];

    public static TheoryData<string, double, double> Settings
    {
        get
        {
            var data = new TheoryData<string, double, double>();
            foreach (var name in Distributions.Keys)
            {
                foreach (var (location, scale) in new[] { (0.0, 0.0), (-1.3, -1.0), (0.8, 0.5), (0.15, -2.0), (-0.19, 0) })
                    data.Add(name, location, scale);
            }
            return data;
        }
    }

    /// <summary>One-pixel images and their parameters, (n, 1, 1, 1) and (n, 1 or 2, 1, 1), in double.</summary>
    static (Tensor Images, Tensor Parameters) Pixels(Likelihood likelihood, IReadOnlyList<double> x, double location, double scale)
    {
        var parameters = tensor(likelihood.DecoderChannels(1) == 2 ? [location, scale] : new[] { location });
        return (tensor(x.ToArray()).view(-1, 1, 1, 1), parameters.view(1, -1, 1, 1).expand(x.Count, -1, 1, 1));
    }

    static double[] NegativeLog(Likelihood likelihood, IReadOnlyList<double> x, double location, double scale)
    {
        using var scope = NewDisposeScope();
        var (images, parameters) = Pixels(likelihood, x, location, scale);
        return likelihood.NegativeLog(images, parameters).data<double>().ToArray();
    }

    /// <summary>Points and weights of a sum or a trapezoid rule over the support.</summary>
    static (double[] X, double[] Weights) Quadrature(Likelihood likelihood)
    {
        if (likelihood.Support == LikelihoodSupport.Binary)
            return ([0, 1], [1, 1]);
        if (likelihood.Support == LikelihoodSupport.GrayLevels)
            return ([.. Enumerable.Range(0, 256).Select(k => k / 255.0)], [.. Enumerable.Repeat(1.0, 256)]);
        const int Steps = 400_000;
        var (from, to) = likelihood is ContinuousBernoulliLikelihood ? (0.0, 1.0) : (-12, 13);
        var step = (to - from) / Steps;
        return (
            [.. Enumerable.Range(0, Steps + 1).Select(i => from + i * step)],
            [.. Enumerable.Range(0, Steps + 1).Select(i => i is 0 or Steps ? step / 2 : step)]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void GivenPixels_WhenTheirProbabilityIsTaken_ThenItIsThatOfScipy(string name)
    {
        var likelihood = Distributions[name];
        var cases = Golden.Read("likelihood.json")["cases"]![name]!.AsArray()
            .Select(row => row!.AsArray().Select(v => (double)v!).ToArray()).ToList();
        Assert.NotEmpty(cases);
        Assert.All(cases, c =>
        {
            var actual = NegativeLog(likelihood, [c[0]], c[1], c.Length == 4 ? c[2] : 0)[0];
            Golden.AssertClose(c[^1], actual, 1e-11, Math.Max(1, Math.Abs(c[^1])), $"{name}: x {c[0]}, r {c[1]}");
        });
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void GivenADistribution_WhenSummedOverItsSupport_ThenItIsOneAndItsMeanIsTheShownImage(string name, double location, double scale)
    {
        var likelihood = Distributions[name];
        var (x, weights) = Quadrature(likelihood);
        var mass = NegativeLog(likelihood, x, location, scale).Zip(weights, (nll, w) => w * Math.Exp(-nll)).ToArray();
        Assert.Equal(1, mass.Sum(), 1e-6);

        using var scope = NewDisposeScope();
        var (_, parameters) = Pixels(likelihood, [0], location, scale);
        var tolerance = likelihood is DiscretizedLogisticLikelihood ? 0.5 / 255 : 1e-6;
        Assert.Equal(x.Zip(mass, (v, m) => v * m).Sum(), likelihood.Mean(parameters).ToDouble(), tolerance);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void GivenManyDraws_WhenAveraged_ThenTheyHaveTheDistributionsMomentsAndValues(string name, double location, double scale)
    {
        using var scope = NewDisposeScope();
        var likelihood = Distributions[name];
        const int Draws = 100_000;
        var (x, weights) = Quadrature(likelihood);
        var mass = NegativeLog(likelihood, x, location, scale).Zip(weights, (nll, w) => w * Math.Exp(-nll)).ToArray();
        var (_, parameters) = Pixels(likelihood, new double[Draws], location, scale);
        var draws = likelihood.Sample(parameters, new Generator(6)).data<double>().ToArray();

        foreach (var power in new[] { 1, 2, 3 })
        {
            double Moment(int p) => x.Zip(mass, (v, m) => Math.Pow(v, p) * m).Sum();
            var error = Math.Sqrt(Math.Max(0, Moment(2 * power) - Moment(power) * Moment(power)) / Draws) + 1e-9;
            Assert.InRange(draws.Average(v => Math.Pow(v, power)), Moment(power) - 5 * error, Moment(power) + 5 * error);
        }
        if (likelihood.Support != LikelihoodSupport.Density)
            Assert.All(draws.Take(1000), v => Assert.Contains(x, level => Math.Abs(level - v) < 1e-12));
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void GivenParameters_WhenDifferentiated_ThenTheGradientEqualsFiniteDifferences(string name, double location, double scale)
    {
        using var scope = NewDisposeScope();
        var likelihood = Distributions[name];
        double[] x = likelihood.Support == LikelihoodSupport.Binary ? [0, 1] : [0, 3 / 255.0, 0.4, 1];
        var (images, one) = Pixels(likelihood, x, location, scale);
        var parameters = one.clone().requires_grad_();
        likelihood.NegativeLog(images, parameters).sum().backward();
        var gradient = parameters.grad!.sum(dim: 0).flatten().data<double>().ToArray();

        const double Step = 1e-5;
        double Value(double dl, double ds) => NegativeLog(likelihood, x, location + dl, scale + ds).Sum();
        Assert.Equal((Value(Step, 0) - Value(-Step, 0)) / (2 * Step), gradient[0], 1e-6 * Math.Max(1, Math.Abs(gradient[0])));
        if (gradient.Length == 2)
            Assert.Equal((Value(0, Step) - Value(0, -Step)) / (2 * Step), gradient[1], 1e-6 * Math.Max(1, Math.Abs(gradient[1])));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void GivenExtremeOutputsInSinglePrecision_WhenDifferentiated_ThenNothingIsInfinite(string name)
    {
        using var scope = NewDisposeScope();
        var likelihood = Distributions[name];
        float[] raw = [-60, -5, -1e-3f, 0, 1e-3f, 5, 60];
        var grid = cartesian_prod(tensor(raw), tensor(new float[] { -9, 0, 4 }), tensor(new float[] { 0, 0.5f, 1 })); // (63, 3)
        var parameters =
            grid.narrow(1, 0, likelihood.DecoderChannels(1)).clone().view(-1, likelihood.DecoderChannels(1), 1, 1).requires_grad_();
        var loss = likelihood.NegativeLog(grid.narrow(1, 2, 1).view(-1, 1, 1, 1), parameters);
        loss.sum().backward();
        Assert.True(loss.isfinite().all().item<bool>());
        Assert.True(parameters.grad!.isfinite().all().item<bool>());
        Assert.True(likelihood.Mean(parameters).isfinite().all().item<bool>());
        Assert.True(likelihood.Sample(parameters, new Generator(1)).isfinite().all().item<bool>());
    }

    [Fact]
    public void GivenColorImages_WhenTheirProbabilityIsTaken_ThenPixelsAndChannelsAddUp()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var images = (rand([2, 3, 4, 4], dtype: ScalarType.Float64, generator: random) * 255).round() / 255;
        foreach (var (name, likelihood) in Distributions.Where(d => d.Key != "bernoulli"))
        {
            var parameters = randn([2, likelihood.DecoderChannels(3), 4, 4], dtype: ScalarType.Float64, generator: random);
            var expected = Enumerable.Range(0, 2).Select(n => Enumerable.Range(0, 48).Sum(i =>
            {
                var (c, y, x) = (i / 16, i / 4 % 4, i % 4);
                var scale = likelihood.DecoderChannels(3) == 6 ? parameters[n, c + 3, y, x].ToDouble() : 0;
                return NegativeLog(likelihood, [images[n, c, y, x].ToDouble()], parameters[n, c, y, x].ToDouble(), scale)[0];
            })).ToArray();
            var actual = likelihood.NegativeLog(images, parameters).data<double>().ToArray();
            Assert.All(expected.Zip(actual), p => Golden.AssertClose(p.First, p.Second, 1e-11, Math.Abs(p.First) + 1, name));
            Assert.Equal([2, 3, 4, 4], likelihood.Mean(parameters).shape);
            Assert.Equal([2, 3, 4, 4], likelihood.Sample(parameters, random).shape);
        }
    }

    [Fact]
    public void GivenAlwaysBlackPixels_WhenTheScaleShrinks_ThenTheDensityStaysBelowItsFloor()
    {
        var least = 0.5 / 255;
        // r = −60: the mean is 0 to rounding, and σ is its floor.
        Assert.Equal(Math.Log(least) + 0.5 * Math.Log(2 * Math.PI), NegativeLog(Distributions["gaussian"], [0], -60, -60)[0], 1e-10);
        Assert.Equal(Math.Log(2 * least), NegativeLog(Distributions["laplace"], [0], -60, -60)[0], 1e-10);
    }

    [Fact]
    public void GivenLikelihoodOptions_WhenWrittenAsJson_ThenTheyAreReadBackEqual()
    {
        foreach (var likelihood in Distributions.Values.Append(new GaussianLikelihood { StartSigma = 0.1, LeastSigma = 0.01 })
            .Append(new LaplaceLikelihood()))
        {
            var options = VaeOptions.Elbo(SmallModels.Net, likelihood) with { Dequantize = true };
            Assert.Equal(
                options, JsonSerializer.Deserialize<VaeOptions>(JsonSerializer.Serialize(options, RunFolder.Json), RunFolder.Json));
        }
    }

    [Fact]
    public void GivenAFeatureLoss_WhenTaken_ThenItIsItsTwoSquaredDistancesAndNoDistribution()
    {
        using var scope = NewDisposeScope();
        var matrix = randn([16, 5], dtype: ScalarType.Float64, generator: new Generator(2));
        var likelihood = new PerceptualLikelihood("a matrix", images => images.flatten(1).mm(matrix), featureWeight: 2, pixelWeight: 0.5);
        var x = rand([3, 1, 4, 4], dtype: ScalarType.Float64, generator: new Generator(3));
        var raw = randn([3, 1, 4, 4], dtype: ScalarType.Float64, generator: new Generator(4));

        var difference = (x - sigmoid(raw)).flatten(1);
        var expected = 2 * difference.mm(matrix).square().sum(dim: 1) + 0.5 * difference.square().sum(dim: 1);

        Assert.True(likelihood.NegativeLog(x, raw).allclose(expected));
        Assert.Equal("features of a matrix × 2 + pixels × 0.5", likelihood.Name);
        Assert.Equal(LikelihoodSupport.None, likelihood.Support);
        Assert.Throws<NotSupportedException>(() => likelihood.Sample(raw, new Generator(1)));
        Assert.Contains(
            likelihood.Name, JsonSerializer.Serialize(VaeOptions.Elbo(SmallModels.Net, likelihood), RunFolder.Json),
            StringComparison.Ordinal);
    }
}
