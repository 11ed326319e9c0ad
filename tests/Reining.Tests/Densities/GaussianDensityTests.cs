using System.Text.Json;
using Reining.Densities;
using static TorchSharp.torch;

namespace Reining.Tests.Densities;

public class GaussianDensityTests
{
    static readonly GaussianParameters Known = new([1, -2], [[2, 0.5], [0.5, 1]]);

    public static TheoryData<string> All => ["normal", "gaussian", "mixture"];

    static IDensity Make(string name) => name switch
    {
        "normal" => new StandardNormal(2),
        "gaussian" => new FullGaussian(Known),
        _ => new GaussianMixture(new([0.25, 0.75], [[3, 0], [-1, 1]], [[[1, 0.5], [0.5, 2]], [[0.5, 0], [0, 0.25]]])),
    };

    [Fact]
    public void GivenTheStandardNormal_WhenEvaluated_ThenTheLogDensityIsTheClosedForm()
    {
        using var scope = NewDisposeScope();
        var actual = new StandardNormal(2).LogProbability(tensor(new double[] { 0, 0, 3, -4 }, [2, 2])).data<double>().ToArray();
        Assert.Equal(-Math.Log(2 * Math.PI), actual[0], 1e-14);
        Assert.Equal(-Math.Log(2 * Math.PI) - 12.5, actual[1], 1e-14);
    }

    [Fact]
    public void GivenAFullGaussian_WhenEvaluated_ThenTheLogDensityIsTheClosedForm()
    {
        // Σ⁻¹ = [[1, −½], [−½, 2]]/1.75, Δ = (2, 3): ΔᵀΣ⁻¹Δ = (4 − 6 + 18)/1.75.
        using var scope = NewDisposeScope();
        var actual = new FullGaussian(Known).LogProbability(tensor(new double[] { 3, 1 }, [1, 2])).item<double>();
        Assert.Equal(-Math.Log(2 * Math.PI) - 0.5 * Math.Log(1.75) - 0.5 * 16 / 1.75, actual, 1e-13);
    }

    [Fact]
    public void GivenFourCodes_WhenAGaussianIsFitted_ThenMeanAndCovarianceAreTheHandWorkedOnes()
    {
        using var scope = NewDisposeScope();
        var codes = tensor(new float[] { 0, 0, 2, 0, 0, 4, 2, 8 }, [4, 2]);
        var fitted = FullGaussian.Fit(codes).Parameters;
        var zero = FullGaussian.Fit(codes, zeroMean: true);
        var ridged = FullGaussian.Fit(codes, ridge: 0.5).Parameters;

        Assert.Equal([1, 3], fitted.Mean);
        Assert.Equal(4.0 / 3, fitted.Covariance[0][0], 1e-14);
        Assert.Equal(4.0 / 3, fitted.Covariance[0][1], 1e-14);
        Assert.Equal(44.0 / 3, fitted.Covariance[1][1], 1e-14);
        Assert.Equal([0, 0], zero.Parameters.Mean);
        Assert.Equal(fitted.Covariance, zero.Parameters.Covariance);
        Assert.Equal("Gaussian, zero mean", zero.Name);
        Assert.Equal(fitted.Covariance[1][1] + 0.5, ridged.Covariance[1][1], 1e-14);
        Assert.Equal(fitted.Covariance[1][0], ridged.Covariance[1][0]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void GivenADensity_WhenIntegratedOverThePlane_ThenItsMassIsOne(string name)
    {
        using var scope = NewDisposeScope();
        const double Step = 0.05;
        var axis = arange(-12, 12, Step, dtype: float64);
        var grid = stack([axis.repeat_interleave(axis.shape[0]), axis.repeat(axis.shape[0])], 1); // (n², 2)
        Assert.Equal(1, Make(name).LogProbability(grid).exp().sum().item<double>() * Step * Step, 1e-9);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void GivenADensity_WhenSampled_ThenTheMomentsAreWithinStandardErrors(string name)
    {
        using var scope = NewDisposeScope();
        var (mean, covariance) = name switch
        {
            "normal" => (new double[] { 0, 0 }, new double[][] { [1, 0], [0, 1] }),
            "gaussian" => (Known.Mean, Known.Covariance),
            // Σ w (Σ_k + μ_k μ_kᵀ) − μ μᵀ with μ = ¼(3, 0) + ¾(−1, 1) = (0, ¾)
            _ => ([0, 0.75], new double[][] { [0.625 + 2.25 + 0.75, 0.125 - 0.75], [0.125 - 0.75, 0.5 + 0.1875 + 0.75 - 0.5625] }),
        };
        var samples = Make(name).Sample(40_000, seed: 3);

        Assert.Equal([40_000, 2], samples.shape);
        Assert.Equal(ScalarType.Float32, samples.dtype);
        Moments.AssertWithinStandardErrors(samples, mean, covariance);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void GivenADensity_WhenSampledTwice_ThenTheSeedAloneDecides(string name)
    {
        using var scope = NewDisposeScope();
        var density = Make(name);
        var first = density.Sample(50, seed: 7);
        manual_seed(99);
        var expected = randn(4);
        manual_seed(99);
        var again = density.Sample(50, seed: 7);

        Assert.True(randn(4).Equals(expected), "the global generator was advanced");
        Assert.True(first.Equals(again));
        Assert.False(first.Equals(density.Sample(50, seed: 8)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void GivenADensity_WhenUsedManyTimes_ThenNoTensorStaysAlive(string name)
    {
        using var codes = zeros(5, 2);
        var density = Make(name);
        var before = LiveTensors.OnThisThread;
        for (var i = 0; i < 20; i++)
        {
            density.Sample(5, i).Dispose();
            density.LogProbability(codes).Dispose();
        }
        Assert.Equal(before, LiveTensors.OnThisThread);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void GivenBadCodes_WhenEvaluated_ThenTheMessageSaysWhatWasExpectedAndGot(string name)
    {
        using var scope = NewDisposeScope();
        var density = Make(name);
        var message = Assert.Throws<ArgumentException>(() => density.LogProbability(zeros(4, 3))).Message;
        Assert.Contains("expected codes (N, 2), got 4x3", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentException>(() => density.LogProbability(full([4, 2], double.NaN))).Message;
        Assert.Contains("got 8 entries that are NaN", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentException>(() => density.LogProbability(zeros(4, 2, dtype: int64))).Message;
        Assert.Contains("expected floating-point codes, got Int64", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentOutOfRangeException>(() => density.Sample(0, 0)).Message;
        Assert.Contains("expected a count of at least 1, got 0", message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenTooFewOrConstantCodes_WhenAGaussianIsFitted_ThenTheMessageNamesTheRemedy()
    {
        using var scope = NewDisposeScope();
        var few = Assert.Throws<ArgumentException>(() => FullGaussian.Fit(randn(3, 3))).Message;
        Assert.Contains("expected more than 3 codes for 3 dimensions, got 3", few, StringComparison.Ordinal);
        var constant = Assert.Throws<ArgumentException>(() => FullGaussian.Fit(ones(100, 3))).Message;
        Assert.Contains("ridge: 1e-6", constant, StringComparison.Ordinal);
        Assert.Equal(3, FullGaussian.Fit(ones(100, 3), ridge: 1e-6).Dimensions);
        Refusal.Of<ArgumentOutOfRangeException>(() => FullGaussian.Fit(ones(9, 2), ridge: -1), "expected a ridge");
        Refusal.Of<ArgumentOutOfRangeException>(() => new StandardNormal(0), "at least 1 dimension");
    }

    [Fact]
    public void GivenParameters_WhenWrittenAsJsonAndRead_ThenEveryBitReturns()
    {
        using var scope = NewDisposeScope();
        var codes = randn(50, 3, generator: new Generator(1, CPU));
        var gaussian = FullGaussian.Fit(codes).Parameters;
        var mixture = GaussianMixture.Fit(codes, new() { Components = 2 }).Parameters;

        var gaussianAgain = JsonSerializer.Deserialize<GaussianParameters>(JsonSerializer.Serialize(gaussian))!;
        var mixtureAgain = JsonSerializer.Deserialize<GaussianMixtureParameters>(JsonSerializer.Serialize(mixture))!;

        Assert.Equal(gaussian.Mean, gaussianAgain.Mean);
        Assert.Equal(gaussian.Covariance, gaussianAgain.Covariance);
        Assert.Equal(mixture.Weights, mixtureAgain.Weights);
        Assert.Equal(mixture.Means, mixtureAgain.Means);
        Assert.Equal(mixture.Covariances, mixtureAgain.Covariances);
    }

    [Fact]
    public void GivenWrongParameters_WhenADensityIsMade_ThenTheMessageSaysWhich()
    {
        Contains("a mean of 2 and 1 rows", () => new GaussianParameters([0, 0], [[1, 0]]));
        Contains("symmetric", () => new GaussianParameters([0, 0], [[1, 0.5], [0, 1]]));
        Contains("finite", () => new GaussianParameters([double.NaN], [[1]]));
        Contains("sum to 1, got [0.5, 0.4]", () => new GaussianMixtureParameters([0.5, 0.4], [[0], [1]], [[[1]], [[1]]]));
        Contains("got 2, 1 and 2", () => new GaussianMixtureParameters([0.5, 0.5], [[0]], [[[1]], [[1]]]));
        Contains("component 1", () => new GaussianMixtureParameters([0.5, 0.5], [[0, 0], [1, 1]], [[[1, 0], [0, 1]], [[1, 2], [0, 1]]]));
        Contains("positive definite", () => new FullGaussian(new([0, 0], [[1, 2], [2, 1]])));
        Contains("component 1", () => new GaussianMixture(new([0.5, 0.5], [[0], [1]], [[[1]], [[-1]]])));

        static void Contains(string expected, Func<object> make) =>
            Refusal.Of<ArgumentException>(make, expected);
    }
}
