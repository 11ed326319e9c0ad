using System.Text.Json;
using Reining.Metrics;
using static TorchSharp.torch;

namespace Reining.Tests.Metrics;

public class PrecisionRecallDistributionsTests
{
    /// <summary>Counts of points at 0, 10, 20, … on a line, with a little noise.</summary>
    static Tensor Piles(ulong seed, params int[] counts)
    {
        using var scope = NewDisposeScope();
        var places = counts.SelectMany((n, i) => Enumerable.Repeat(10.0 * i, n)).ToArray();
        return (tensor(places, [places.Length, 1]) + 0.1 * randn(places.Length, 1, dtype: float64, generator: new Generator(seed, CPU)))
            .MoveToOuterDisposeScope();
    }

    [Fact]
    public void GivenTwoStatesOfWhichOneIsGenerated_WhenTheCurveIsTaken_ThenItIsTheHandWorkedOne()
    {
        // p = (½, ½), q = (1, 0): precision min(t/2, 1), recall min(½, 1/t).
        var (precision, recall) = PrecisionRecallDistributions.Curve([0.5, 0.5], [1, 0], 1001);
        for (var i = 0; i < 1001; i++)
        {
            var slope = Math.Tan(1e-10 + i / 1000.0 * (Math.PI / 2 - 2e-10));
            Assert.Equal(Math.Min(slope / 2, 1), precision[i], 1e-9);
            Assert.Equal(Math.Min(0.5, 1 / slope), recall[i], 1e-9);
        }
        Assert.Equal(
            (0.5, 0.5), (precision[500], recall[500]), (x, y) => Math.Abs(x.Item1 - y.Item1) + Math.Abs(x.Item2 - y.Item2) < 1e-12);
    }

    [Fact]
    public void GivenPilesOfWhichOneIsGenerated_WhenMeasured_ThenTheScoresAreTheHandWorkedOnes()
    {
        // The best point of the curve is t = 2: precision 1, recall ½.
        using var scope = NewDisposeScope();
        var actual = PrecisionRecallDistributions.Between(Piles(1, 200, 200), Piles(2, 400, 0), new() { Clusters = 2 });
        Assert.Equal(65 * 0.5 / (64 + 0.5), actual.F8, 2e-3); // no angle has the slope 2 exactly
        Assert.Equal((1 + 1 / 64.0) * 0.5 / (1 / 64.0 + 0.5), actual.FOneEighth, 2e-3);

        var mirrored = PrecisionRecallDistributions.Between(Piles(2, 400, 0), Piles(1, 200, 200), new() { Clusters = 2 });
        Assert.Equal(actual.F8, mirrored.FOneEighth, 1e-9);
        Assert.Equal(actual.FOneEighth, mirrored.F8, 1e-9);
    }

    [Fact]
    public void GivenThreePiles_WhenMeasured_ThenTheSlopeOneIsTheOverlap()
    {
        // p = (½, ¼, ¼), q = (¼, ¼, ½): Σ min = ¾.
        using var scope = NewDisposeScope();
        var actual =
            PrecisionRecallDistributions.Between(Piles(1, 200, 100, 100), Piles(2, 100, 100, 200), new() { Clusters = 3, Runs = 2 });
        Assert.Equal(0.75, actual.Precision[500], 1e-9);
        Assert.Equal(0.75, actual.Recall[500], 1e-9);
        Assert.Equal(1, actual.Precision[^1], 1e-9);
        Assert.Equal(1, actual.Recall[0], 1e-9);
    }

    [Fact]
    public void GivenASetAndItself_WhenMeasured_ThenBothAreOne()
    {
        using var scope = NewDisposeScope();
        var features = randn(600, 6, generator: new Generator(1, CPU));
        var actual = PrecisionRecallDistributions.Between(features, features.clone(), new() { Runs = 3 });
        Assert.Equal((1, 1), (actual.F8, actual.FOneEighth), (x, y) => Math.Abs(x.Item1 - y.Item1) + Math.Abs(x.Item2 - y.Item2) < 1e-9);
    }

    [Fact]
    public void GivenDisjointOrShiftedSets_WhenMeasured_ThenBothAreZeroOrBetween()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (randn(2000, 4, generator: new Generator(1, CPU)), randn(2000, 4, generator: new Generator(2, CPU)));
        var options = new PrecisionRecallOptions { Runs = 2, Seed = 5 };
        Assert.Equal(0, PrecisionRecallDistributions.Between(a, b + 100, options).F8, 1e-6);
        var same = PrecisionRecallDistributions.Between(a, b, options);
        var collapsed = PrecisionRecallDistributions.Between(a, 0.3 * b, options);
        Assert.InRange(same.F8, 0.97, 1);
        Assert.True(collapsed.F8 < 0.9 * same.F8 && collapsed.FOneEighth > collapsed.F8, $"{collapsed.F8}, {collapsed.FOneEighth}");
        Assert.Equal(same.Precision, PrecisionRecallDistributions.Between(a, b, options).Precision);
        Assert.Equal(same.Recall, JsonSerializer.Deserialize<PrecisionRecallDistributions>(JsonSerializer.Serialize(same))!.Recall);
    }

    [Fact]
    public void GivenBlobs_WhenClusteredInMiniBatches_ThenTheInertiaIsCloseToLloyds()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3, CPU);
        var centers = 6 * randn(8, 5, dtype: float64, generator: generator);
        var points = centers.repeat(600, 1) + randn(4800, 5, dtype: float64, generator: generator);
        var labels = tensor(MiniBatchKMeans.Labels(Reining.Densities.PointRows.Of(points), 8, 1)).to(int64);
        var members = nn.functional.one_hot(labels, 8).to(float64).t(); // (K, N)
        var found = members.mm(points) / members.sum(1, keepdim: true);
        var inertia = (points - found.index_select(0, labels)).square().sum().item<double>();
        var lloyd = Enumerable.Range(0, 5).Min(seed => Reining.Densities.KMeans.Fit(points, 8, seed).Inertia);
        Assert.InRange(inertia, 0.999 * lloyd, 1.05 * lloyd);
    }

    [Fact]
    public void GivenUnfitSets_WhenMeasured_ThenTheMessageSaysWhy()
    {
        using var scope = NewDisposeScope();
        Refusal.Of<ArgumentException>(
            () => PrecisionRecallDistributions.Between(rand(40, 2), rand(30, 2)), "sets of one size, got 40x2 and 30x2");
        Refusal.Of<ArgumentException>(
            () => PrecisionRecallDistributions.Between(ones(40, 2), ones(40, 2)), "distinct points for 20 clusters");
    }
}
