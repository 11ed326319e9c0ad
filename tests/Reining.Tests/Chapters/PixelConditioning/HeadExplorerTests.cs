using Reining.Chapters;
using Reining.Chapters.PixelConditioning;
using Reining.Images;
using Reining.Models;
using Reining.Tests.Data;
using Reining.Training;
using Reining.Worlds;

namespace Reining.Tests.Chapters.PixelConditioning;

/// <summary>A generator of heads in the explorer: its pictures are those of the library, and each factor moves what it should.</summary>
public sealed class HeadExplorerTests
{
    const int Render = 0, Made = 1, Normals = 2, Photo = 3;

    static HeadExplorer Explorer(ConditioningModel model)
    {
        var profile = ConditioningProfile.Smoke;
        using var random = RandomStream.Generator(1, RandomPurpose.Weights);
        return new HeadExplorer(new StyleGenerator(model.Options(profile.Net), random), model, profile, "untrained", "a test");
    }

    static double[] With(IExplorable explorer, string name, double value) =>
        [.. explorer.Factors.Select(f => f.Name == name ? value : f.Default)];

    static double[] Defaults(IExplorable explorer) => [.. explorer.Factors.Select(f => f.Default)];

    static bool Same(PixelImage a, PixelImage b) => a.Pixels.SequenceEqual(b.Pixels);

    [Theory]
    [InlineData("pixel")]
    [InlineData("normals")]
    [InlineData("v1")]
    [InlineData("v2")]
    [InlineData("v3")]
    [InlineData("unconditional")]
    public void GivenAModel_WhenAFactorMoves_ThenConditionAndPictureFollowIfItIsToldOfIt(string id)
    {
        var model = ConditioningModel.All.Single(m => m.Id == id);
        using var explorer = Explorer(model);
        var before = explorer.Render(Defaults(explorer));
        Assert.Equal(explorer.Captions.Count, before.Count);
        Assert.All(before, p => Assert.Equal((16, 16, 3), (p.Width, p.Height, p.Channels)));
        Assert.All(explorer.Render(Defaults(explorer)).Zip(before), p => Assert.True(Same(p.First, p.Second)));
        var turned = explorer.Render(With(explorer, "yaw", 0.5));
        Assert.False(Same(before[Render], turned[Render]) || Same(before[Normals], turned[Normals]) || Same(before[Photo], turned[Photo]));
        Assert.Equal(model == ConditioningModel.None, Same(before[Made], turned[Made]));
        var styled = explorer.Render(With(explorer, "style seed", 2));
        Assert.True(Same(before[Render], styled[Render]) && Same(before[Normals], styled[Normals]));
        Assert.False(Same(before[Photo], styled[Photo]) || Same(before[Made], styled[Made]));
        // Light is in the render, not in the normals.
        var lit = explorer.Render(With(explorer, "azimuth", 1));
        Assert.True(Same(before[Normals], lit[Normals]) && !Same(before[Render], lit[Render]));
        Assert.Equal(id is "normals" or "unconditional", Same(before[Made], lit[Made]));
        Assert.Throws<ArgumentException>(() => explorer.Render(With(explorer, "yaw", 0.7)));
        Assert.Throws<ArgumentException>(() => explorer.Render([1]));
    }

    [Fact]
    public void GivenAHeadOfThePrior_WhenExplored_ThenTheConditionHasTheBytesThatTheGeneratorLearnedFrom()
    {
        const int Index = 12;
        using var explorer = Explorer(ConditioningModel.Pixel);
        using var heads = HeadSet.Render(Index, 1, 16);
        double[] values = [.. HeadFactors.Sample(Index).Select(v => (double)v), 1, 1];
        var shown = explorer.Render(values);
        foreach (var (picture, first) in new[] { (Render, 0), (Normals, 3) })
        {
            var expected = heads.Conditions[0].narrow(0, first, 3).permute(1, 2, 0).contiguous().bytes.ToArray(); // (S, S, 3)
            Assert.Equal(expected, shown[picture].Pixels.ToArray());
        }
    }

    [Fact]
    public void GivenChance_WhenItDraws_ThenValuesAreInRangeAndOneSeedGivesOneHead()
    {
        using var explorer = Explorer(ConditioningModel.Pixel);
        for (ulong seed = 0; seed < 50; seed++)
            Factor.Check("Draw", explorer.Factors, explorer.Draw(seed));
        Assert.Equal(explorer.Draw(3), explorer.Draw(3));
        Assert.NotEqual(explorer.Draw(3), explorer.Draw(4));
    }

    [Fact]
    public void GivenAFinishedRun_WhenTheChapterOpensIt_ThenThePicturesAreThoseOfItsWeights()
    {
        using var folder = new TemporaryFolder();
        var experiments = ConditioningChapter.Experiments(new RunRequest("smoke", folder.Path));
        var pixel = experiments.OfType<ConditioningExperiment>().Single(e => e.Model == "pixel");
        ExperimentGrid.Finish([pixel], new RunRequest("smoke", folder.Path));
        using var opened = ConditioningChapter.Chapter.Explorer!.Open(new ExploreRequest("pixel", folder.Path));
        Assert.Contains("16×16 pixels, profile smoke, 4 steps", opened.Title, StringComparison.Ordinal);
        Assert.StartsWith(pixel.Path, opened.Origin, StringComparison.Ordinal);
        using var own = new HeadExplorer(pixel.Load(), ConditioningModel.Pixel, ConditioningProfile.Smoke, "own", "");
        using var untrained = Explorer(ConditioningModel.Pixel);
        var shown = opened.Render(Defaults(opened))[Made];
        Assert.True(Same(shown, own.Render(Defaults(own))[Made]));
        Assert.False(Same(shown, untrained.Render(Defaults(untrained))[Made]));
        Assert.Contains("of 'v2'", Assert.Throws<FileNotFoundException>(
            () => ConditioningChapter.Chapter.Explorer!.Open(new ExploreRequest("v2", folder.Path))).Message, StringComparison.Ordinal);
    }
}
