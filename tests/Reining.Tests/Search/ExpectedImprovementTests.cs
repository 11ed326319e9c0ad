using Reining.Search;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Search;

public class ExpectedImprovementTests
{
    /// <summary>s(zΦ(z) + φ(z)) by another program: Python's math.erfc and math.exp.</summary>
    [Theory]
    [InlineData(0, 1, 0, 0.3989422804014327)]
    [InlineData(1, 4, 2, 1.3955931148026122)]
    [InlineData(3, 0.25, 1, 3.572629216202754e-06)]
    [InlineData(-1, 0, 2, 3)] // nothing unknown: the improvement itself
    [InlineData(2, 0, -1, 0)]
    public void GivenMeanAndVariance_WhenComputed_ThenTheValueIsTheKnownOne(double mean, double variance, double best, double expected)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected, ExpectedImprovement.Of(tensor(new[] { mean }), tensor(new[] { variance }), best).ToDouble(), 12);
    }

    [Fact]
    public void GivenManyDraws_WhenAveraged_ThenTheyAgree()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        const int Draws = 200_000;
        var improvements = (0.2 - (randn(Draws, dtype: ScalarType.Float64, generator: random) * 1.5 + 0.7)).clamp(min: 0);
        var expected = improvements.mean().ToDouble();
        var error = improvements.std().ToDouble() / Math.Sqrt(Draws);
        Assert.Equal(expected, ExpectedImprovement.Of(tensor(new[] { 0.7 }), tensor(new[] { 2.25 }), 0.2).ToDouble(), 5 * error);
    }
}
