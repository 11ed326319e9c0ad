using Reining.Chapters;
using Reining.Tests.Data;

namespace Reining.Tests.Chapters.Frame;

/// <summary>What can be explored: factors refuse wrong values, and nothing untrained is opened.</summary>
public sealed class ExploringTests
{
    static readonly Factor[] Factors = [new("yaw", "pose", -0.6, 0.6, 0), new("seed", "style", 0, 9, 1) { IsWhole = true }];

    [Theory]
    [InlineData("expected 2 values", 0.0)]
    [InlineData("expected 'yaw' from -0.6 to 0.6, got 0.7", 0.7, 1.0)]
    [InlineData("expected 'yaw' from -0.6 to 0.6, got NaN", double.NaN, 1.0)]
    [InlineData("expected 'seed' from 0 to 9, got Infinity", 0.0, double.PositiveInfinity)]
    [InlineData("expected a whole number as 'seed', got 1.5", 0.0, 1.5)]
    public void GivenWrongValues_WhenChecked_ThenTheMessageNamesFactorRangeAndValue(string part, params double[] values) =>
        Assert.Contains($"Turn: {part}", Assert.Throws<ArgumentException>(() => Factor.Check("Turn", Factors, values)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void GivenValuesOnTheirLimits_WhenChecked_ThenTheyAreTaken()
    {
        Factor.Check("Turn", Factors, [-0.6, 9]);
        Factor.Check("Turn", Factors, [0.6, 0]);
    }

    [Theory]
    [InlineData("gif", "pixel", "--profile quick")]
    [InlineData("rae", "rae", "--profile quick")]
    public void GivenNoRun_WhenAModelIsOpened_ThenTheMessageNamesTheCommandAndNothingIsWritten(string chapter, string model, string part)
    {
        using var folder = new TemporaryFolder();
        var explorer = ThesisChapters.All.Single(c => c.Name == chapter).Explorer!;
        Assert.Equal(model, explorer.Models[0]);
        var refusal = Assert.Throws<FileNotFoundException>(() => explorer.Open(new ExploreRequest(model, folder.Path)));
        Assert.Contains($"explore {chapter}: expected a finished run of '{model}'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"'./reining run {chapter} {part}' makes one", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        refusal = Assert.Throws<FileNotFoundException>(
            () => explorer.Open(new ExploreRequest(model, folder.Path) { Profile = "smoke", Seed = 7 }));
        Assert.Contains("in profile 'smoke' with seed 7", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"run {chapter} --profile smoke --seeds 7'", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => explorer.Open(new ExploreRequest(model, folder.Path) { Profile = "huge" }));
    }
}
