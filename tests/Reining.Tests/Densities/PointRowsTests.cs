using Reining.Densities;

namespace Reining.Tests.Densities;

public class PointRowsTests
{
    [Theory]
    [InlineData(1, 7)]
    [InlineData(4, 8)]
    [InlineData(6, 11)]
    [InlineData(7, 16)]
    [InlineData(300, 64)]
    public void GivenPoints_WhenDistancesAreTaken_ThenTheyAreThoseOfAPlainLoop(int count, int dimensions)
    {
        var random = new Random(1);
        double[] Numbers(int n) => [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() - 0.5)];
        var (rows, point) = (new PointRows(Numbers(count * dimensions), dimensions), Numbers(dimensions));
        double[] expected = [.. Enumerable.Range(0, count).Select(i => rows[i].ToArray().Zip(point, (p, x) => (p - x) * (p - x)).Sum())];

        var squares = new double[count];
        rows.SquaredDistances(point, squares);
        var (index, nearest) = rows.Nearest(point);

        Assert.All(expected.Zip(squares), pair => Assert.Equal(pair.First, pair.Second, 1e-12 * dimensions));
        Assert.Equal((Array.IndexOf(expected, expected.Min()), squares[index]), (index, nearest));
    }
}
