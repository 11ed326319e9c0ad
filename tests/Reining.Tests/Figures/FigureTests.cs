using System.Text;
using System.Text.Json.Nodes;
using Reining.Data;
using Reining.Display;
using Reining.Figures;
using Reining.Images;

namespace Reining.Tests.Figures;

public sealed class FigureTests
{
    // Curves from formulas, so that the snapshots depend on nothing else.
    static Series Loss(string name, double floor, bool dashed = false)
    {
        double[] y = [.. Enumerable.Range(1, 60).Select(i => floor + 40 * Math.Exp(-i / 9.0) + Math.Sin(i * 1.7) * floor * 0.05)];
        return new Series(name, y) { Dashed = dashed, Low = [.. y.Select(v => v * 0.9)], High = [.. y.Select(v => v * 1.12)] };
    }

    public static Figure Losses() => Figure.Curves(
        "Reconstruction loss on MNIST", "epoch", "squared error per image",
        [Loss("VAE", 9), Loss("VAE, validation", 10, true) with { Low = null, High = null }, Loss("RAE-L2", 3), Loss("RAE-GP", 4),
            Loss("AE", 2)],
        logY: true, altText: "All losses fall; the VAE's stays highest.");

    public static Figure Distances() => Figure.GroupedBars(
        "Fréchet distance to real digits", "Fréchet distance (classifier features)",
        ["reconstruction", "N(0, I)", "Gaussian", "GMM-10", "interpolation"],
        [
            Bars("VAE", [18.3, 19.2, 18.9, 17.7, 18.2]), Bars("AE", [12.9, 58.7, 31, 10.7, 17.1]), Bars("RAE", [11.8, 23.9, 20, 9.8, 14.7]),
            Bars("RAE-L2", [10.5, 22.2, 19, 8.7, 14.5]), Bars("RAE-GP", [14.0, 22.2, 20, 11.5, 15.3]),
            Bars("RAE-SN", [15.7, 19.7, 19, 11.7, 15.2]),
        ],
        altText: "With the mixture every deterministic model beats the VAE.");

    static BarSeries Bars(string name, double[] values) =>
        new(name, values) { Low = [.. values.Select(v => v * 0.93)], High = [.. values.Select(v => v * 1.08)] };

    public static Figure Codes()
    {
        var random = new SplitMix64(3);
        double Uniform() => (random.Next() >> 11) * (1.0 / (1UL << 53));
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());
        var (x, y, labels) = (new List<double>(), new List<double>(), new List<int>());
        for (var i = 0; i < 1500; i++)
        {
            var c = i % 10;
            labels.Add(c);
            x.Add(3 * Math.Cos(c * 0.63) * (1 + c % 2) + 0.5 * Normal());
            y.Add(3 * Math.Sin(c * 0.63) * (1 + c % 2) + 0.5 * Normal());
        }
        return Figure.Scatter("Latent codes of 1500 digits", x, y, labels, [.. Enumerable.Range(0, 10).Select(c => $"{c}")],
            [Ellipse.Of(x, y), new Ellipse(6, 0, 0.5, 0.3, 0.2)], altText: "Ten clusters.");
    }

    public static Figure Density()
    {
        var random = new SplitMix64(5);
        double[] values = [
            .. Enumerable.Range(0, 4000).Select(_ => Enumerable.Range(0, 12).Sum(_ => (random.Next() >> 11) * (1.0 / (1UL << 53))) - 6)
        ];
        double[] grid = [.. Enumerable.Range(0, 121).Select(i => -4 + i / 15.0)];
        return Figure.Histogram("First latent coordinate", "z1", "codes", values, 40,
            [new Series("N(0, 1)", grid, [.. grid.Select(v => Math.Exp(-v * v / 2) / Math.Sqrt(2 * Math.PI))])],
            "The codes follow the normal density.");
    }

    public static Figure Ratios() => Figure.Dots(
        "Gain of the mixture: distance with N(0, I) over distance with GMM-10", "ratio",
        [new("AE", 5.51, [4.8, 5.1, 6.0]), new("RAE", 2.44, [2.0, 2.2, 2.3]), new("RAE-L2", 2.56, [2.4, 2.5, 3.1]),
            new("VAE", 1.09, [1.0, 1.05, 1.2])],
        reference: 1, logX: true, altText: "The gain is largest for the plain autoencoder.");

    public static TheoryData<string> All => new("curves", "bars", "scatter", "histogram", "dots");

    static Figure Make(string name) => name switch
    {
        "curves" => Losses(),
        "bars" => Distances(),
        "scatter" => Codes(),
        "histogram" => Density(),
        _ => Ratios(),
    };

    [Theory]
    [MemberData(nameof(All))]
    public void GivenAFigure_WhenDrawn_ThenThePictureIsTheVerifiedOne(string name) =>
        Snapshot.Picture($"{name}.png", Make(name).Png, tolerance: 8);

    [Theory]
    [MemberData(nameof(All))]
    public void GivenAFigure_WhenWrittenForPlotly_ThenTheJsonIsTheVerifiedOne(string name) =>
        Snapshot.Text($"{name}.json", JsonNode.Parse(Make(name).PlotlyJson)!.ToJsonString(new() { WriteIndented = name != "scatter" }));

    [Theory]
    [MemberData(nameof(All))]
    public void GivenAFigure_WhenWrittenForPlotly_ThenItIsConservativeAndSmall(string name)
    {
        var figure = Make(name);
        var json = JsonNode.Parse(figure.PlotlyJson)!.AsObject();
        Assert.Equal(["data", "layout", "config"], json.Select(p => p.Key));
        Assert.Equal(figure.Title, (string)json["layout"]!["title"]!["text"]!);
        Assert.Equal(figure.AltText, (string)json["layout"]!["meta"]!["alt"]!);
        Assert.NotNull(json["layout"]!["xaxis"]!["title"]!["text"]);
        Assert.Null(json["layout"]!["template"]);
        Assert.InRange(figure.PlotlyJson.Length, 500, 100_000);
        Assert.InRange(figure.Png.Length, 5_000, 200_000);
    }

    public static TheoryData<double[]> Extremes =>
    [
        [-1e308, 1e308], [double.MinValue, 0, double.MaxValue], [1e308, 1e308], [5e-324, 1e-320], [-1e-310, 1e-310], [1e17, 1e17 + 16],
        [0, 0], [1, 1 + 1e-15], [1e150, -3], [double.Epsilon],
    ];

    [Theory]
    [MemberData(nameof(Extremes))]
    public void GivenNumbersAtTheEndsOfWhatADoubleHolds_WhenDrawn_ThenThereAreAPictureAndAChart(double[] values)
    {
        var x = values.Select((_, i) => (double)i).ToArray();
        var names = values.Select((_, i) => $"{i}").ToArray();
        Figure[] figures =
        [
            Figure.Curves("t", "x", "y", [new Series("a", x, values)]),
            Figure.Curves("t", "x", "y", [new Series("a", values, x)]),
            Figure.Curves("t", "x", "y", [new Series("a", x, values)], logY: true),
            Figure.Histogram("t", "x", "a", values),
            Figure.GroupedBars("t", "y", names, [new BarSeries("a", values)]),
            Figure.Dots("t", "x", [new DotRow("a", values[0], values)]),
            Figure.Scatter("t", values, x, [.. x.Select(_ => 0)], ["a"]),
        ];
        foreach (var figure in figures)
        {
            Assert.NotEmpty(figure.Png);
            foreach (var axis in (string[])["xaxis", "yaxis"])
            {
                var range = JsonNode.Parse(figure.PlotlyJson)!["layout"]![axis]!["range"]!;
                Assert.True(double.IsFinite((double)range[1]! - (double)range[0]!), range.ToJsonString());
            }
        }
    }

    [Fact]
    public void GivenAnAxisOfHugeNumbers_WhenDrawn_ThenItsLabelSaysTheUnitAndTheChartHoldsNumbersInIt()
    {
        var figure = Figure.Curves("t", "x", "loss", [new Series("a", [-1e308, 0, 5e307])]);
        var json = JsonNode.Parse(figure.PlotlyJson)!;
        Assert.Equal("loss (×1e308)", (string)json["layout"]!["yaxis"]!["title"]!["text"]!);
        Assert.Equal([-1, 0, 0.5], json["data"]![0]!["y"]!.AsArray().Select(v => (double)v!));
        Assert.Equal("loss", (string)JsonNode.Parse(
            Figure.Curves("t", "x", "loss", [new Series("a", [1e99, 0])]).PlotlyJson)!["layout"]!["yaxis"]!["title"]!["text"]!);
    }

    [Fact]
    public void GivenLettersThatNoFontHas_WhenDrawn_ThenTheyAreQuestionMarksAndToldOnce()
    {
        const string Unassigned = "\U000F1234"; // a private character: no font has it
        var lines = new List<string>();
        var before = Lettering.Report;
        Lettering.Report = lines.Add;
        try
        {
            var letters = Lettering.For($"loss {Unassigned}");
            Assert.Equal("loss ?", letters.Drawable($"loss {Unassigned}"));
            Assert.Equal("? ?", letters.Drawable($"{Unassigned} {Unassigned}"));
            Assert.NotEmpty(Figure.Curves(Unassigned, Unassigned, Unassigned, [new Series(Unassigned, [1, 2])]).Png);
            Assert.Contains("no installed font has", Assert.Single(lines), StringComparison.Ordinal);
        }
        finally
        {
            Lettering.Report = before;
        }
    }

    [SkippableTheory]
    [InlineData("損失 loss")]
    [InlineData("손실")]
    [InlineData("потери हानि")]
    [InlineData("אובדן")]
    [InlineData("🙂")]
    public void GivenOtherScripts_WhenAFontOfTheSystemHasThem_ThenTheyAreDrawnByIt(string text)
    {
        var letters = Lettering.For(text);
        Skip.If(letters.Drawable(text).Contains('?'), $"no installed font has all of '{text}'");
        var runes = text.EnumerateRunes().Where(r => !Rune.IsWhiteSpace(r)).ToList();
        var foreign = runes.Any(r => !HouseFont.Regular.ContainsGlyph(r.Value));
        Assert.Equal(foreign, letters.Family != HouseFont.Family);
        Assert.All(runes, r => Assert.True(letters.Face.ContainsGlyph(r.Value)));
        Assert.NotNull(Lettering.ByName(letters.Family, bold: false));
    }

    [Fact]
    public void GivenANotebookHost_WhenItLooksByName_ThenTheFigureShowsItselfInThreeFormsWithoutHtml()
    {
        var shown = NotebookHost.Show(Losses());
        Assert.Equal(["application/vnd.plotly.v1+json", "image/png", "text/plain"], shown.Keys);
        Assert.Equal(
            "Figure: Reconstruction loss on MNIST (line, 5 traces, 300 points): All losses fall; " +
            "the VAE's stays highest.", shown["text/plain"]);
        Assert.Equal((760, 430), Size(Convert.FromBase64String(shown["image/png"])));
    }

    [Fact]
    public void GivenTheSameFigureTwice_WhenDrawn_ThenTheBytesAreTheSame() => Assert.Equal(Distances().Png, Distances().Png);

    [Fact]
    public void GivenTheStaticAndTheInteractiveForm_WhenCompared_ThenRangesAndValuesAgree()
    {
        var figure = Figure.Curves("t", "x", "y", [new Series("a", [1, 2, 4], [3, 5, 9])]);
        var json = JsonNode.Parse(figure.PlotlyJson)!;
        Assert.Equal([3, 5, 9], json["data"]![0]!["y"]!.AsArray().Select(v => (double)v!));
        Assert.Equal([figure.Spec.Y.From, figure.Spec.Y.To], json["layout"]!["yaxis"]!["range"]!.AsArray().Select(v => (double)v!));
        Assert.Equal((2.7, 9.3), (Math.Round(figure.Spec.Y.From, 6), Math.Round(figure.Spec.Y.To, 6)));
    }

    [Fact]
    public void GivenALossThatDiverges_WhenDrawn_ThenTheGapIsToldAndWrittenAsNull()
    {
        var figure =
            Figure.Curves("t", "step", "loss", [new Series("RAE", [1, 0.5, double.NaN, double.PositiveInfinity, 0, 0.2])], logY: true);
        Assert.Contains("3 values not positive or not finite", figure.Text, StringComparison.Ordinal);
        Assert.Equal(3, JsonNode.Parse(figure.PlotlyJson)!["data"]![0]!["y"]!.AsArray().Count(v => v is null));
        Assert.NotEmpty(figure.Png);
    }

    [Fact]
    public void GivenALongCurve_WhenDrawn_ThenItIsThinnedAndTheSpikeStays()
    {
        double[] y = [.. Enumerable.Range(0, 100_000).Select(i => Math.Sin(i / 500.0))];
        y[54_321] = 9;
        var figure = Figure.Curves("t", "step", "loss", [new Series("a", y)]);
        var shown = JsonNode.Parse(figure.PlotlyJson)!["data"]![0]!["y"]!.AsArray().Select(v => (double)v!).ToArray();
        Assert.InRange(shown.Length, 1000, Figure.CurveLimit);
        Assert.Equal(9, shown.Max());
        Assert.Contains("points thinned away", figure.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenALongTitle_WhenDrawn_ThenItTakesTwoLines()
    {
        var figure = Figure.Curves("A title that says at some length what was measured, on which data, and with which of the models", "x",
            "y", [new Series("a", [1, 2]), new Series("b", [2, 1])]);
        Assert.Contains("<br>", (string)JsonNode.Parse(figure.PlotlyJson)!["layout"]!["title"]!["text"]!, StringComparison.Ordinal);
        Snapshot.Picture("long-title.png", figure.Png, tolerance: 8);
    }

    [Fact]
    public void GivenAScale_WhenSaved_ThenThePictureIsLarger()
    {
        using var folder = new Reining.Tests.Data.TemporaryFolder();
        Losses().Save(folder.File("new/loss.png"), scale: 2);
        var picture = ImageCodec.Load(folder.File("new/loss.png"));
        Assert.Equal((1520, 860), (picture.Width, picture.Height));
        Assert.Contains(
            ".png, got 'loss.svg'", Assert.Throws<ArgumentException>(() => Losses().Save("loss.svg")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenThePackage_WhenAskedForPlotlyJs_ThenItIsTheWholeLibrary()
    {
        var source = Figure.PlotlyJs();
        Assert.InRange(source.Length, 1_000_000, 10_000_000);
        Assert.Contains("plotly.js v2.", source[..300], StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAMethod_WhenColored_ThenTheColorIsItsOwnEverywhereAndNoTwoShareOne()
    {
        Assert.Equal(Palette.MethodNames.Count, Palette.MethodNames.Select(Palette.Method).Distinct().Count());
        Assert.Equal(Palette.Method("RAE-L2"), Palette.Method("RAE-L2, validation"));
        Assert.Null(Palette.Method("RAE-L2x"));
        Assert.Equal(["#D55E00", "#0072B2", "#009E73"], Palette.For(["RAE", "train", "test"]));
    }

    // A covariance with known axes: eigenvalues 4 and 1 at 45 degrees; 2 deviations reach 4 and 2 along them.
    [Fact]
    public void GivenAKnownCovariance_WhenOutlined_ThenTheHalfAxesAreTheKnownOnes()
    {
        var outline = new Ellipse(0, 0, 2.5, 2.5, 1.5).Outline(7201);
        var radii = outline.Select(p => Math.Sqrt(p.X * p.X + p.Y * p.Y)).ToArray();
        Assert.Equal(4, radii.Max(), 4);
        Assert.Equal(2, radii.Min(), 4);
        var farthest = outline[Array.IndexOf(radii, radii.Max())];
        Assert.Equal(farthest.X, farthest.Y, 1);
    }

    [Fact]
    public void GivenWrongInput_WhenBuilt_ThenTheErrorSaysWhich()
    {
        Expect(() => Figure.Curves("t", "x", "y", []), "at least one series");
        Expect(() => Figure.Curves("t", "x", "y", [new Series("a", [1, 2], [1])]), "'a'", "2 x, 1 y");
        Expect(() => Figure.GroupedBars("t", "y", ["g"], [new BarSeries("a", [1, 2])]), "expected 1 values", "got 2");
        Expect(() => Figure.GroupedBars("t", "y", ["g"], [new BarSeries("a", [0])], logY: true), "positive", "got 0");
        Expect(() => Figure.Scatter("t", [1], [2], [3], ["a"]), "labels from 0 to 0", "got 3");
        Expect(() => Figure.Scatter("t", [double.NaN], [2], [0], ["a"]), "finite");
        Expect(() => Figure.Histogram("t", "x", "n", []), "at least one finite value");
        Expect(() => Figure.Dots("t", "x", [new DotRow("r", 1, [])]), "'r'");
    }

    static (int, int) Size(byte[] png)
    {
        var picture = ImageCodec.Decode(png);
        return (picture.Width, picture.Height);
    }

    static void Expect(Action build, params string[] parts)
    {
        var message = Assert.Throws<ArgumentException>(build).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }
}
