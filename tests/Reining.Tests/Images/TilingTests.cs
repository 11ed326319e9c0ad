using Reining.Images;
using static TorchSharp.torch;

namespace Reining.Tests.Images;

public class TilingTests
{
    [Theory]
    [InlineData(8, 4, 4, 4)]
    [InlineData(8, 4, 2, 9)]
    [InlineData(32, 16, 8, 9)]
    public void GivenImages_WhenCutAndJoined_ThenTheyAreTheSame(long size, long side, long stride, long count)
    {
        using var scope = NewDisposeScope();
        var tiling = new Tiling(size, side, stride);
        var images = rand(3, 2, size, size);
        var tiles = tiling.Cut(images);
        Assert.Equal(count, tiling.Count);
        Assert.Equal(new[] { 3 * count, 2, side, side }, tiles.shape);
        Assert.True(tiles[0].equal(images[0, .., ..(int)side, ..(int)side]).all().item<bool>());
        Assert.True(tiles[1].equal(images[0, .., ..(int)side, (int)stride..(int)(stride + side)]).all().item<bool>()); // row by row
        Assert.True(tiling.Join(tiles).allclose(images, 1e-6, 1e-6));
    }

    [Fact]
    public void GivenTilesThatDisagree_WhenJoined_ThenOverlapsFadeFromOneToTheOther()
    {
        using var scope = NewDisposeScope();
        var tiling = new Tiling(6, 4, 2);
        var tiles = zeros(4, 1, 4, 4);
        tiles[1] = 1; // the right ones
        tiles[3] = 1;
        var row = tiling.Join(tiles)[0, 0, 0];
        // Weights 1/4, 3/4, 3/4, 1/4: in the overlap 3/4 against 1/4, then the reverse.
        Assert.True(row.allclose(tensor([0, 0, 0.25f, 0.75f, 1, 1])));
        Assert.True(new Tiling(8, 4, 4).Join(tiles)[0, 0, 0].allclose(tensor([0f, 0, 0, 0, 1, 1, 1, 1]))); // side by side: no fading
    }

    [Theory]
    [InlineData(8, 4, 3)]
    [InlineData(8, 4, 5)]
    [InlineData(8, 9, 1)]
    [InlineData(8, 0, 1)]
    public void GivenTilesThatDoNotCover_WhenMade_ThenTheErrorSaysSo(long size, long side, long stride) =>
        Assert.Contains("cover an image of side 8", Assert.Throws<ArgumentException>(() => new Tiling(size, side, stride)).Message);
}
