using System.Text.RegularExpressions;
using Reining.Figures;

namespace Reining.Tests.Figures;

public class FigureSliderTests
{
    static Figure At(double threshold) => Figure.Histograms(
        $"threshold {threshold}", "test", [("clean", [0.1, 0.2, 0.3]), ("attacked", [0.2, 0.4])], 4,
        [new("threshold", [threshold, threshold], [0, 1])]);

    [Fact]
    public void GivenThreeFigures_WhenShown_ThenThePageHasThemAllAndShowsTheStart()
    {
        var slider = new FigureSlider("threshold", [("low", At(0.2)), ("as set", At(0.3)), ("high", At(0.4))], start: 1);
        var pictures = Regex.Matches(slider.Html, "display:(block|none);[^,]*,([^\"]*)\"");
        Assert.Equal(["none", "block", "none"], pictures.Select(m => m.Groups[1].Value));
        Assert.Equal(3, pictures.Select(m => m.Groups[2].Value).Distinct().Count());
        Assert.Equal(Convert.ToBase64String(slider.First.Png), pictures[1].Groups[2].Value);
        Assert.Contains("value=\"1\"", slider.Html, StringComparison.Ordinal);
        const string Start = "Slider: threshold, 3 positions from low to high; at as set: Figure: threshold 0.3";
        Assert.StartsWith(Start, slider.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void GivenNoFigureOrAStartOutside_WhenMade_ThenTheErrorSaysSo()
    {
        Refusal.Of<ArgumentException>(() => new FigureSlider("t", []), "got 0 and 0");
        Refusal.Of<ArgumentException>(() => new FigureSlider("t", [("a", At(1))], start: 1), "got 1 and 1");
    }

    [Fact]
    public void GivenTwoSets_WhenDrawnAsHistograms_ThenTheyShareTheirBarsAndEachHasAreaOne()
    {
        var layers = At(0.3).Spec.Layers.OfType<BarLayer>().ToList();
        Assert.Equal(["clean", "attacked"], layers.Select(l => l.Name!));
        Assert.Equal(layers[0].At, layers[1].At);
        Assert.All(layers, l => Assert.Equal(1, l.Values.Sum() * l.Width, 12));
        Assert.NotEqual(layers[0].Color, layers[1].Color);
        Refusal.Of<ArgumentException>(() => Figure.Histograms("t", "x", [("a", [1]), ("b", [double.NaN])]), "got 1, 0 and 40");
        Refusal.Of<ArgumentException>(() => Figure.Histograms("t", "x", []), "got no set");
    }
}
