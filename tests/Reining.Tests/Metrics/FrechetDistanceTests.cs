using System.Text.Json;
using Reining.Densities;
using Reining.Metrics;
using static TorchSharp.torch;

namespace Reining.Tests.Metrics;

public class FrechetDistanceTests
{
    static GaussianParameters Diagonal(double[] mean, double[] variances) =>
        new(mean, [.. variances.Select((v, i) => variances.Select((_, j) => i == j ? v : 0).ToArray())]);

    public static TheoryData<string> Cases => [.. Golden.Read("frechet.json")["cases"]!.AsArray().Select(c => (string)c!["name"]!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void GivenARandomPair_WhenMeasured_ThenTheDistanceIsTheReferences(string name)
    {
        var reference = Golden.Read("frechet.json")["cases"]!.AsArray().Single(c => (string)c!["name"]! == name)!;
        GaussianParameters Side(int i) =>
            new(reference[$"mean{i}"].Deserialize<double[]>()!, reference[$"covariance{i}"].Deserialize<double[][]>()!);

        var actual = FrechetDistance.Between(Side(1), Side(2));

        var exact = (double)reference["distance"]!;
        Golden.AssertClose(exact, actual, 1e-10, exact, "50 digits");
        Golden.AssertClose(
            (double)reference["distance_sqrtm"]!, actual, name.StartsWith("well", StringComparison.Ordinal) ? 1e-12 : 1e-8, exact, "sqrtm");
        Golden.AssertClose(actual, FrechetDistance.Between(Side(2), Side(1)), 1e-10, exact, "the other way round");
    }

    [Fact]
    public void GivenTwoNormalsOnALine_WhenMeasured_ThenTheDistanceIsTheClosedForm() =>
        Assert.Equal(3 * 3 + (2 - 0.5) * (2 - 0.5), FrechetDistance.Between(Diagonal([1], [4]), Diagonal([4], [0.25])), 1e-13);

    [Fact]
    public void GivenDiagonalCovariances_WhenMeasured_ThenTheDistanceSumsOverAxes()
    {
        var expected = 1 + 4 + (1 - 3) * (1 - 3) + (2 - 0) * (2 - 0);
        Assert.Equal(expected, FrechetDistance.Between(Diagonal([0, 0], [1, 4]), Diagonal([1, 2], [9, 0])), 1e-12);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GivenASetAndItself_WhenMeasured_ThenTheDistanceIsZero(bool deadFeatures)
    {
        using var scope = NewDisposeScope();
        var features = rand(500, 12, generator: new Generator(1, CPU)).mm(randn(12, 12, generator: new Generator(2, CPU)));
        if (deadFeatures)
            features.narrow(1, 4, 3).zero_();
        Assert.Equal(0, FrechetDistance.Between(features, features), 1e-11);
    }

    [Fact]
    public void GivenATranslatedSet_WhenMeasured_ThenTheDistanceIsTheSquaredShift()
    {
        using var scope = NewDisposeScope();
        var features = randn(400, 3, dtype: float64, generator: new Generator(1, CPU));
        Assert.Equal(4 + 9 + 1, FrechetDistance.Between(features, features + tensor(new double[] { 2, -3, 1 })), 1e-10);
    }

    [Fact]
    public void GivenAScaledSet_WhenMeasured_ThenTheDistanceIsTheTraceOfTheDifference()
    {
        // S and 4S: tr S + 4 tr S − 2·2 tr S = tr S.
        using var scope = NewDisposeScope();
        var features = randn(400, 5, dtype: float64, generator: new Generator(3, CPU))
            .mm(randn(5, 5, dtype: float64, generator: new Generator(4, CPU)));
        features -= features.mean([0], keepdim: true);
        var trace = FeatureStatistics.Of(features).ToGaussian().Covariance.Select((r, i) => r[i]).Sum();
        Assert.Equal(trace, FrechetDistance.Between(features, features * 2), 1e-9);
    }

    [Fact]
    public void GivenUnfitGaussians_WhenMeasured_ThenTheMessageSaysWhy()
    {
        var message = Assert.Throws<ArgumentException>(() => FrechetDistance.Between(Diagonal([0], [1]), Diagonal([0, 0], [1, 1]))).Message;
        Assert.Contains("of one dimension, got 1 and 2", message, StringComparison.Ordinal);
        message =
            Assert.Throws<ArgumentException>(() => FrechetDistance.Between(Diagonal([0, 0], [1, -0.5]), Diagonal([0, 0], [1, 1]))).Message;
        Assert.Contains("positive semidefinite covariance, got an eigenvalue -0.5 beside 1", message, StringComparison.Ordinal);
    }
}
