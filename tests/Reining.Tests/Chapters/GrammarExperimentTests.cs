using Reining.Chapters.Rae;
using Reining.Grammar;
using Reining.Tests.Data;
using Reining.Training;

namespace Reining.Tests.Chapters;

public sealed class GrammarExperimentTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    GrammarExperiment Experiment(string model = "GVAE") => new(GrammarProfile.Smoke, GrammarModel.All.Single(m => m.Name == model), 1, _folder.Path);

    [Fact]
    public void GivenTheSmokeProfile_WhenMeasured_ThenTheResultIsKeptAndAnotherRunIsEqual()
    {
        var first = Experiment().Measure();
        Assert.InRange(first.GaussianValid, 0, 1);
        Assert.All(first.Best.Zip(first.BestScores), b => Assert.Equal(new ExpressionScorer().Score(b.First), b.Second));
        var again = Experiment().Measure(_ => Assert.Fail("a step was taken"));
        Assert.Equal(File.ReadAllText(Experiment().Run.File("result.json")), System.Text.Json.JsonSerializer.Serialize(again, RunFolder.Json) + "\n");

        File.Delete(Experiment().Run.File("result.json")); // as if killed during the search
        Assert.Equal(first.Best, Experiment().Measure().Best);
        using var model = Experiment().Load();
        Assert.False(model.training);
    }

    [Fact]
    public void GivenASeed_WhenStringsAreChosen_ThenPartsAreDisjointAndOtherSeedsChooseOthers()
    {
        var (train, validation) = Experiment().Strings();
        Assert.Equal((360, 40), (train.Count, validation.Count));
        Assert.Empty(train.Intersect(validation));
        var (other, _) = new GrammarExperiment(GrammarProfile.Smoke, GrammarModel.All[0], 2, _folder.Path).Strings();
        Assert.True(train.Intersect(other).Count() < 20);
    }

    [Fact]
    public void GivenDecodings_WhenOneIsChosen_ThenItIsTheMostFrequentExpression()
    {
        Assert.Equal("x", GrammarSearch.Modal(["1", null, "x", null, null, "x"]));
        Assert.Equal("1", GrammarSearch.Modal(["x", "1"])); // a tie: alphabetical
        Assert.Null(GrammarSearch.Modal([null, null]));
    }

    [Fact]
    public void GivenTheModels_ThenGraesCodePenaltyIsThePartOfTheGrammarVaesDivergenceThatHoldsTheCodes() =>
        Assert.Equal(1.0 / GrammarProfile.LatentSize, GrammarModel.All[0].LatentWeight);
}
