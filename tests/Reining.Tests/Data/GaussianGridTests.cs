using Reining.Data;
using static TorchSharp.torch;

namespace Reining.Tests.Data;

public class GaussianGridTests
{
    [Fact]
    public void GivenPoints_WhenHitsAreCounted_ThenNearlyAllAreNearTheCenterOfTheirComponent()
    {
        using var scope = NewDisposeScope();
        var points = GaussianGrid.Of(10_000, seed: 1);
        Assert.Equal((10_000, 3, 1, 1), (points.Count, points.Channels, points.Height, points.Width));
        var hits = GaussianGrid.Hits(points.Images());
        var truth = points.ClassCounts();
        Assert.Equal(25, truth.Length);
        Assert.All(hits.Zip(truth), h => Assert.InRange(h.First, 0.97 * h.Second, h.Second)); // within 3 deviations: 98.9 % in the plane
        Assert.InRange(hits.Sum() / 1e4, 0.984, 0.994); // 1 − exp(−9/2)
    }

    [Fact]
    public void GivenPointsBetweenComponents_WhenHitsAreCounted_ThenTheyAreNone()
    {
        using var scope = NewDisposeScope();
        Tensor At(double x, double y) => tensor([(float)x, (float)y, 128f]).view(1, 3, 1, 1) / 255;
        Assert.Equal(0, GaussianGrid.Hits(cat([At(56, 32), At(0, 0), At(255, 255)])).Sum());
        var hits = GaussianGrid.Hits(cat([At(32, 32), At(80, 32), At(224, 231)]));
        Assert.Equal((1, 1, 1, 3), (hits[0], hits[5], hits[24], hits.Sum()));
    }
}
