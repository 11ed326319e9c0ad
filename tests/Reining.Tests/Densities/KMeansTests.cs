using Reining.Densities;
using static TorchSharp.torch;

namespace Reining.Tests.Densities;

public class KMeansTests
{
    [Fact]
    public void GivenTwoPairs_WhenClustered_ThenCentersAndInertiaAreTheHandWorkedOnes()
    {
        using var scope = NewDisposeScope();
        var result = KMeans.Fit(tensor(new double[] { 0, 0, 0, 2, 100, 0, 100, 4 }, [4, 2]), 2, seed: 0);

        Assert.Equal([[0, 1], [100, 2]], result.Centers.OrderBy(c => c[0]));
        Assert.Equal(1 + 1 + 4 + 4, result.Inertia, 1e-9);
        Assert.Equal(result.Labels[0], result.Labels[1]);
        Assert.Equal(result.Labels[2], result.Labels[3]);
        Assert.NotEqual(result.Labels[0], result.Labels[2]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void GivenManyFarBlobs_WhenClustered_ThenTheGreedyStartFindsEachOfThem(int seed)
    {
        // 12 blobs on a line, far apart: a plain random start would put two centers into one blob nearly always.
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed, CPU);
        var labels = arange(12).repeat_interleave(40);
        var points = labels.to(float64).unsqueeze(1) * 100 + randn(480, 1, dtype: float64, generator: generator);
        var result = KMeans.Fit(points, 12, seed);

        Assert.All(result.Centers.Select(c => c[0]).Order().Select((c, i) => c - 100 * i), e => Assert.InRange(e, -1, 1));
        Assert.All(Enumerable.Range(0, 12), b => Assert.Single(result.Labels[(40 * b)..(40 * b + 40)].Distinct()));
    }

    [Fact]
    public void GivenAnOutlier_WhenStartedManyTimes_ThenTheBetterOfTheCandidatesIsTaken()
    {
        // 100 points at 0, 100 at 1, one at −6.5. From a first center at 0 a candidate is the outlier with probability 0.3, and one at 1
        // lowers the sum more. The first candidate alone would end at the better clustering from 70 % of the seeds,
        // the best of two from 91 %.
        using var scope = NewDisposeScope();
        var points = cat([zeros(100, 1), ones(100, 1), full([1, 1], -6.5)]);
        var better = Enumerable.Range(0, 200).Count(seed => KMeans.Fit(points, 2, seed).Inertia < 45);
        Assert.InRange(better, 165, 199);
    }

    [Fact]
    public void GivenAsManyClustersAsPoints_WhenClustered_ThenEachPointIsItsOwnCenter()
    {
        using var scope = NewDisposeScope();
        var result = KMeans.Fit(tensor(new double[] { 1, 2, 4, 8, 16 }, [5, 1]), 5, seed: 3);
        Assert.Equal(5, result.Labels.Distinct().Count());
        Assert.Equal(0, result.Inertia, 1e-12);
    }

    [Fact]
    public void GivenAFarOffset_WhenClustered_ThenTheLabelsAreTheSame()
    {
        using var scope = NewDisposeScope();
        var points = randn(200, 3, dtype: float64, generator: new Generator(5, CPU));
        Assert.Equal(KMeans.Fit(points, 4, 1).Labels, KMeans.Fit(points + 1e6, 4, 1).Labels);
    }

    [Fact]
    public void GivenTooFewPoints_WhenClustered_ThenTheMessageSaysSo()
    {
        using var scope = NewDisposeScope();
        var message = Assert.Throws<ArgumentException>(() => KMeans.Fit(ones(9, 2), 2, 0)).Message;
        Assert.Contains("at least 2 distinct points for 2 clusters, got 1", message, StringComparison.Ordinal);
        Refusal.Of<ArgumentOutOfRangeException>(() => KMeans.Fit(ones(9, 2), 0, 0), "at least 1 cluster");
    }
}
