using System.Text.RegularExpressions;
using Reining.Images;
using static TorchSharp.torch;

namespace Reining.Tests.Images;

public class ImageSliderTests
{
    static ImageBatch Batch(int count, double value) => new(full([count, 1, 4, 4], value, float32), PixelRange.ZeroToOne);

    [Fact]
    public void GivenThreeFrames_WhenShown_ThenThePageHasOnePictureForEachAndNeedsNothingElse()
    {
        using var scope = NewDisposeScope();
        var slider = new ImageSlider("K <components>", [("K = 1", Batch(2, 0)), ("K = 5", Batch(2, 0.5)), ("K = 10", Batch(2, 1))]);
        Assert.Equal(3, Regex.Count(slider.Html, "src=\"data:image/png;base64,"));
        Assert.Single(Regex.Matches(slider.Html, "display:block;"));
        Assert.Contains("max=\"2\"", slider.Html, StringComparison.Ordinal);
        Assert.Contains("K &lt;components&gt;", slider.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", slider.Html, StringComparison.Ordinal);
        Assert.Equal((3, 2), (slider.All.Rows, slider.All.Columns));
        Assert.Equal("Slider: K <components>, 3 positions from K = 1 to K = 10", slider.ToString());
    }

    [Fact]
    public void GivenFramesThatDoNotMatch_WhenMade_ThenTheErrorSaysSo()
    {
        using var scope = NewDisposeScope();
        Refusal.Of<ArgumentException>(() => new ImageSlider("K", []), "expected at least one frame");
        Refusal.Of<ArgumentException>(() => new ImageSlider("K", [("a", Batch(2, 0)), ("b", Batch(3, 0))]), "got 3");
    }
}
