using Reining.Metrics;
using static TorchSharp.torch;

namespace Reining.Tests.Metrics;

public class ImprovedPrecisionRecallTests
{
    static Tensor Line(params double[] values) => tensor(values, [values.Length, 1]);

    [Theory]
    // Radii, k = 1: real 0, 1, 3 reach 1, 1, 2; generated 2, 5, 6, 10 reach 3, 1, 1, 4. k = 2: 3, 2, 3 and 4, 3, 4, 5.
    [InlineData(1, 2.0 / 4, 3.0 / 3)] // 2 and 5 are reached (both just), 6 and 10 are not
    [InlineData(2, 3.0 / 4, 3.0 / 3)] // 6 is reached as well, just
    public void GivenPointsOnALine_WhenMeasured_ThenTheSharesAreTheHandWorkedOnes(int neighbors, double precision, double recall)
    {
        using var scope = NewDisposeScope();
        var (real, generated) = (Line(0, 1, 3), Line(2, 5, 6, 10));
        Assert.Equal(
            new ImprovedPrecisionRecall(precision, recall, neighbors), ImprovedPrecisionRecall.Between(real, generated, neighbors));
        Assert.Equal(
            new ImprovedPrecisionRecall(recall, precision, neighbors), ImprovedPrecisionRecall.Between(generated, real, neighbors));
    }

    [Fact]
    public void GivenMoreThanAPiece_WhenMeasured_ThenTheSharesAreThoseOfLoopsOverAllPairs()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var a = randn(1130, 2, dtype: float64, generator: generator);
        var b = 0.7 * randn(1010, 2, dtype: float64, generator: generator) + 1;
        var (x, y) = (a.data<double>().ToArray().Chunk(2).ToArray(), b.data<double>().ToArray().Chunk(2).ToArray());
        var actual = ImprovedPrecisionRecall.Between(a, b);
        Assert.Equal(Share(x, y), actual.Precision, 1e-12);
        Assert.Equal(Share(y, x), actual.Recall, 1e-12);
        Assert.InRange(actual.Recall, 0.2, actual.Precision - 0.1);

        static double Square(double[] p, double[] q) => (p[0] - q[0]) * (p[0] - q[0]) + (p[1] - q[1]) * (p[1] - q[1]);
        static double Share(double[][] balls, double[][] points)
        {
            var radii = balls.Select((p, i) => balls.Where((_, j) => j != i).Select(q => Square(p, q)).Order().ElementAt(2)).ToArray();
            return points.Average(q => balls.Where((p, i) => Square(p, q) <= radii[i]).Any() ? 1.0 : 0);
        }
    }

    [Fact]
    public void GivenASetAndItselfOrAFarOne_WhenMeasured_ThenBothAreOneOrZero()
    {
        using var scope = NewDisposeScope();
        var features = randn(700, 8, generator: new Generator(1, CPU)) + 1000;
        Assert.Equal(new ImprovedPrecisionRecall(1, 1, 3), ImprovedPrecisionRecall.Between(features, features));
        Assert.Equal(new ImprovedPrecisionRecall(0, 0, 3), ImprovedPrecisionRecall.Between(features, features + 100));
    }

    [Theory]
    [InlineData(ScalarType.Float64, 0)]
    [InlineData(ScalarType.Float64, 1e4)]
    [InlineData(ScalarType.Float32, 0)]
    [InlineData(ScalarType.Float32, 1e4)]
    [InlineData(ScalarType.Float64, 1e9)]
    public void GivenEveryPointManyTimes_WhenMeasuredAgainstTheSameOnesShuffled_ThenBothAreOne(ScalarType type, double offset)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var points = randn(100, 64, dtype: type, generator: generator) + offset;
        var real = cat([points, points, points, points, points]);
        var shuffled = real.index_select(0, randperm(500, generator: generator));
        foreach (var neighbors in (int[])[1, 3, 4, 5, 9])
            Assert.Equal(new ImprovedPrecisionRecall(1, 1, neighbors), ImprovedPrecisionRecall.Between(real, shuffled, neighbors));
    }

    [Fact]
    public void GivenPointsThatAreTheirOwnNeighbors_WhenMeasuredWithAFarOne_ThenTheFarOneDoesNotBlurThem()
    {
        // Radii of 0 beside a point whose square has 16 digits: only equal points are inside.
        using var scope = NewDisposeScope();
        var real = Line(1, 1, 2, 2, 3, 3, 1e8, 1e8);
        Assert.Equal(0.75, ImprovedPrecisionRecall.Between(real, Line(1, 2 + 1e-9, 3, 1e8), 1).Precision);
        var one = ones(1200, 3, dtype: float64);
        Assert.Equal(new ImprovedPrecisionRecall(1, 1, 3), ImprovedPrecisionRecall.Between(one, one));
        Assert.Equal(new ImprovedPrecisionRecall(0, 0, 3), ImprovedPrecisionRecall.Between(one, one + 1e-12));
    }

    [Fact]
    public void GivenTooFewPoints_WhenMeasured_ThenTheMessageSaysWhy()
    {
        using var scope = NewDisposeScope();
        Assert.Contains(
            "more than 3 points in each set, got 3 and 9",
            Assert.Throws<ArgumentException>(() => ImprovedPrecisionRecall.Between(ones(3, 2), ones(9, 2))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ImprovedPrecisionRecall.Between(ones(3, 2), ones(9, 2), 0));
    }
}
