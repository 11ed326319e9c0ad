using Reining.Metrics;
using Reining.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Metrics;

public class MmdTestTests
{
    static Tensor Normal(ulong seed, long count = 60)
    {
        using var random = new Generator(seed);
        return randn(count, 4, dtype: float64, generator: random);
    }

    [Fact]
    public void GivenTwoSets_WhenTested_ThenTheValueIsThatOfTheTrainingLoss()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Normal(1), Normal(2) + 0.5);
        double[] widths = [.. new[] { 0.1, 0.5, 1, 2, 10 }.Select(q => 4 * q)];
        Assert.Equal(
            MaximumMeanDiscrepancy.Unbiased(a, b, widths).ToDouble(), MmdTest.Between(a, b, seed: 1, permutations: 10).Value, 1e-10);
    }

    [Fact]
    public void GivenOneDistribution_WhenTestedOften_ThenSmallPValuesAreAsRareAsTheyPromise()
    {
        using var scope = NewDisposeScope();
        var values = Enumerable.Range(0, 100)
            .Select(i => (ulong)(1000 + 2 * i))
            .Select(s => MmdTest.Between(Normal(s), Normal(s + 1), seed: 7, permutations: 99).PValue).ToList();
        Assert.InRange(values.Count(p => p <= 0.1), 2, 22); // 10 expected, four deviations
        Assert.InRange(values.Average(), 0.38, 0.62);
    }

    [Fact]
    public void GivenTwoDistributions_WhenTested_ThenNoDivisionDiffersAsMuch() =>
        Assert.Equal(0.01, MmdTest.Between(Normal(1), Normal(2) + 2, seed: 1, permutations: 99).PValue, 1e-12);

    [Fact]
    public void GivenSetsOfDifferentSize_WhenTested_ThenTheErrorSaysSo() =>
        Assert.Contains("60 and 59", Assert.Throws<ArgumentException>(() => MmdTest.Between(Normal(1), Normal(2, 59), 1)).Message);
}
