using Reining.Data;
using Reining.Worlds;

namespace Reining.Tests.Worlds;

/// <summary>What is exact of a rasterizer: coverage, order, depth.</summary>
public class RasterizerTests
{
    static readonly float[] Flat = new float[8];

    [Fact]
    public void GivenTwoTrianglesThatShareAnEdge_WhenDrawn_ThenEachPixelIsCoveredOnce()
    {
        var random = new SplitMix64(5);
        for (var trial = 0; trial < 200; trial++)
        {
            // A quadrilateral around the middle, its diagonal through pixel centers in half of the trials.
            float[] x = [Place(0), Place(0), Place(20), Place(20)], y = [Place(0), Place(20), Place(20), Place(0)];
            var (first, second, both) = (Covered(x, y, [0, 1, 2]), Covered(x, y, [0, 2, 3]), Covered(x, y, [0, 1, 2, 0, 2, 3]));
            Assert.Empty(first.Intersect(second));
            Assert.Equal(both, first.Concat(second).Order());
            Assert.True(both.Length > 50);
        }

        float Place(int corner) => corner + (random.NextBelow(2) == 0 ? random.NextBelow(8) + 0.5f : random.NextBelow(8 * 256) / 256f);
    }

    [Fact]
    public void GivenASquareOfKnownArea_WhenDrawnAtAnyShift_ThenItCoversAsManyPixels()
    {
        for (var shift = 0; shift < 256; shift += 17)
        {
            var from = 3 + shift / 256f;
            float[] x = [from, from, from + 12, from + 12], y = [from, from + 9, from + 9, from];
            Assert.Equal(12 * 9, Covered(x, y, [0, 1, 2, 0, 2, 3]).Length);
        }
    }

    [Fact]
    public void GivenASlantedPlane_WhenDrawn_ThenItsDepthRisesAsThePlaneDoes()
    {
        float[] x = [0, 0, 30, 30], y = [0, 30, 30, 0];
        float[] depth = [.. x.Zip(y, (across, down) => 0.25f * across - 0.5f * down)];
        var rasterizer = new Rasterizer(30, 30);
        rasterizer.Draw(x, y, depth, [0, 1, 2, 0, 2, 3]);
        for (var pixel = 0; pixel < 900; pixel++)
        {
            Assert.True(rasterizer.Triangles[pixel] >= 0);
            Assert.Equal(0.25f * (pixel % 30 + 0.5f) - 0.5f * (pixel / 30 + 0.5f), rasterizer.Depths[pixel], 4);
        }
    }

    [Fact]
    public void GivenTheBackOfATriangle_WhenDrawn_ThenItIsSeenOnlyIfAskedFor()
    {
        float[] x = [2, 2, 12], y = [2, 12, 2];
        var rasterizer = new Rasterizer(16, 16);
        rasterizer.Draw(x, y, Flat, [0, 2, 1]);
        Assert.All(rasterizer.Triangles.ToArray(), t => Assert.Equal(-1, t));
        rasterizer.Draw(x, y, Flat, [0, 2, 1], backs: true);
        var backs = rasterizer.Triangles.ToArray();
        rasterizer.Draw(x, y, Flat, [0, 1, 2]);
        Assert.Equal(backs, rasterizer.Triangles.ToArray());
        Assert.InRange(backs.Count(t => t == 0), 40, 60);
    }

    [Fact]
    public void GivenAHeadAndEqualTriangles_WhenDrawnInRandomOrder_ThenTheBitsAreTheSame()
    {
        var surface = new HeadSurface();
        HeadShape.Pose(HeadParameters.Sample(7), surface);
        float[] x = [.. surface.X.Select(v => 32 + 28 * v)], y = [.. surface.Y.Select(v => 32 - 28 * v)];
        int[] corners = [.. HeadShape.Triangles, .. HeadShape.Triangles]; // each twice: which one is seen must not depend on the order
        var order = Enumerable.Range(0, corners.Length / 3).ToArray();
        var random = new SplitMix64(3);
        var rasterizer = new Rasterizer(64, 64);
        rasterizer.Draw(x, y, surface.Z, corners);
        var (triangles, weights) = (rasterizer.Triangles.ToArray(), rasterizer.ThirdWeights.ToArray());
        Assert.InRange(triangles.Count(t => t >= 0), 800, 3000);
        for (var trial = 0; trial < 3; trial++)
        {
            for (var i = order.Length - 1; i > 0; i--)
            {
                var j = random.NextBelow(i + 1);
                (order[i], order[j]) = (order[j], order[i]);
            }
            rasterizer.Draw(x, y, surface.Z, corners, order: order);
            Assert.Equal(triangles, rasterizer.Triangles.ToArray());
            Assert.Equal(Seen(weights), Seen(rasterizer.ThirdWeights.ToArray()));
        }

        float[] Seen(float[] values) => [.. values.Where((_, pixel) => triangles[pixel] >= 0)];
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e9f)]
    public void GivenAVertexOutOfReach_WhenDrawn_ThenItIsRefused(float place)
    {
        var refusal = Assert.Throws<ArgumentException>(() => new Rasterizer(4, 4).Draw([0, place, 1], [0, 1, 1], Flat, [0, 1, 2]));
        Assert.Contains("at vertex 1", refusal.Message);
    }

    static int[] Covered(float[] x, float[] y, int[] corners)
    {
        var rasterizer = new Rasterizer(40, 40);
        rasterizer.Draw(x, y, Flat, corners);
        return [.. Enumerable.Range(0, 1600).Where(pixel => rasterizer.Triangles[pixel] >= 0)];
    }
}
