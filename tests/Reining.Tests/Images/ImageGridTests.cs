using Reining.Images;

namespace Reining.Tests.Images;

public sealed class ImageGridTests
{
    // Gradients with one bright pixel, so that a flip, a transposition or a shift shows.
    static PixelImage Gradient(int seed, int channels = 1)
    {
        var pixels = new byte[8 * 6 * channels];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i / channels * 5 + seed * 20 + i % channels * 60);
        pixels[9 * channels] = 255;
        return new PixelImage(8, 6, channels, pixels);
    }

    [Fact]
    public void GivenLabels_WhenDrawn_ThenThePictureIsTheVerifiedOne()
    {
        var grid = new ImageGrid([.. Enumerable.Range(0, 6).Select(i => Gradient(i))], new ImageGridOptions
        {
            Columns = 3,
            Scale = 5,
            RowLabels = ["input", "RAE-L2, β = 0.1"],
            ColumnHeaders = ["0", "1", "2"],
            AltText = "gradients",
        });
        Assert.Equal("Image grid: 2 × 3 images of 8×6: gradients", grid.Text);
        Snapshot.Picture("grid-labels.png", grid.Png, tolerance: 8);
    }

    [Fact]
    public void GivenColorAndATornLastRow_WhenDrawn_ThenThePictureIsTheVerifiedOne()
    {
        var grid = new ImageGrid([.. Enumerable.Range(0, 5).Select(i => Gradient(i, 3))], new ImageGridOptions { Columns = 3, Scale = 4 });
        Snapshot.Picture("grid-color.png", grid.Png);
    }

    [Fact]
    public void GivenAScale_WhenDrawn_ThenEachPixelIsASquareOfCopiesAndGapsAreWhite()
    {
        var picture =
            ImageCodec.Decode(new ImageGrid([Gradient(0), Gradient(1)], new ImageGridOptions { Columns = 2, Scale = 3, Gap = 2 }).Png);
        Assert.Equal((2 * 24 + 2, 18, 1), (picture.Width, picture.Height, picture.Channels));
        for (var y = 0; y < 18; y++)
        {
            for (var x = 0; x < 24; x++)
            {
                Assert.Equal(Gradient(0).Pixels[y / 3 * 8 + x / 3], picture.Pixels[y * 50 + x]);
                Assert.Equal(Gradient(1).Pixels[y / 3 * 8 + x / 3], picture.Pixels[y * 50 + 26 + x]);
            }
            Assert.Equal([255, 255], picture.Pixels.Slice(y * 50 + 24, 2).ToArray());
        }
    }

    [Fact]
    public void GivenWrongLabelsOrSizes_WhenBuilt_ThenTheErrorSaysWhich()
    {
        Refusal.Of<ArgumentException>(() => new ImageGrid([]), "at least one image");
        Refusal.Of<ArgumentException>(() => new ImageGrid([Gradient(0), new PixelImage(2, 2, 1, new byte[4])]), "8x6", "2x2");
        Refusal.Of<ArgumentException>(
            () => new ImageGrid([Gradient(0)], new ImageGridOptions { RowLabels = ["a", "b"] }), "expected 1 row labels", "got 2");
    }

    [Fact]
    public void GivenANotebookHost_WhenItLooksByName_ThenTheGridShowsItself()
    {
        var shown = NotebookHost.Show(new ImageGrid([Gradient(0)]));
        Assert.Equal(["image/png", "text/plain"], shown.Keys);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], Convert.FromBase64String(shown["image/png"])[..4]);
    }
}
