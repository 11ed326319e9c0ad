using Reining.Densities;
using static TorchSharp.torch;

namespace Reining.Tests.Densities;

public class KMeansPlusPlusTests
{
    [Theory]
    [InlineData(300, 2, 12, 0)]
    [InlineData(300, 2, 12, 1)]
    [InlineData(500, 7, 20, 2)]
    [InlineData(100, 1, 40, 3)]
    [InlineData(40, 3, 40, 4)]
    public void GivenBlobs_WhenStarted_ThenTheCentersAreThoseOfTheTensorsForm(int count, int dimensions, int clusters, int seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed, CPU);
        var points = 5 * randint(0, 4, [count, dimensions], dtype: float64, generator: generator) +
            randn(count, dimensions, dtype: float64, generator: generator);

        var centers = KMeansPlusPlus.Centers(PointRows.Of(points), [.. Enumerable.Range(0, count)], clusters, new Random(seed)).ToTensor();

        Assert.Equal(Greedy(points, clusters, new Random(seed)), centers.data<double>().ToArray());
    }

    [Fact]
    public void GivenCopiesOfPoints_WhenStarted_ThenEachValueIsTakenOnce()
    {
        using var scope = NewDisposeScope();
        var points = PointRows.Of(tensor(new double[] { 0.1, 0.7, 1e6 }).repeat(30).unsqueeze(1));
        int[] all = [.. Enumerable.Range(0, points.Count)];
        var centers = KMeansPlusPlus.Centers(points, all, 3, new Random(0)).ToTensor().data<double>().ToArray();

        Assert.Equal([0.1, 0.7, 1e6], centers.Order());
        Refusal.Of<ArgumentException>(() => KMeansPlusPlus.Centers(points, all, 4, new Random(0)), "got 3");
    }

    /// <summary>The same start by tensor operations, values of the centers row by row.</summary>
    static double[] Greedy(Tensor points, int clusters, Random random)
    {
        var first = points[random.Next((int)points.shape[0])].unsqueeze(0);
        var centers = new List<Tensor> { first };
        var nearest = Squares(points, first); // (N,)
        while (centers.Count < clusters)
        {
            var share = nearest.cumsum(0) / nearest.sum();
            var candidates = Enumerable.Range(0, 2 + (int)Math.Log(clusters))
                .Select(_ => points[(share <= random.NextDouble()).sum().item<long>()].unsqueeze(0))
                .ToList();
            var best = candidates.MinBy(c => nearest.minimum(Squares(points, c)).sum().item<double>())!;
            centers.Add(best);
            nearest = nearest.minimum(Squares(points, best));
        }
        return cat(centers).data<double>().ToArray();
    }

    static Tensor Squares(Tensor points, Tensor center) => (points - center).square().sum(1);
}
