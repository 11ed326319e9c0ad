using Reining.Chapters;
using Reining.Chapters.Autoencoders.Expressions;
using Reining.Grammar;
using Reining.Tests.Data;
using Reining.Torch;
using Reining.Training;

namespace Reining.Tests.Chapters;

public sealed class GrammarExperimentTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    GrammarExperiment Experiment(string model = "GVAE") =>
        new(GrammarProfile.Smoke, GrammarModel.All.Single(m => m.Name == model), 1, _folder.Path);

    Measurement Measure(Action<FitProgress>? onStep = null)
    {
        var experiment = Experiment();
        Assert.True(experiment.TryFinish(new ExperimentControl(Compute.Cpu, onStep, _ => { }, CancellationToken.None)));
        return Assert.Single(experiment.Results());
    }

    [Fact]
    public void GivenTheSmokeProfile_WhenMeasured_ThenTheResultIsKeptAndAnotherRunIsEqual()
    {
        var first = Measure();
        Assert.Equal(("gvae", 1ul), (first.Model, first.Seed));
        Assert.InRange(first[GrammarEvaluation.GaussianValid], 0, 1);
        Assert.All(first.Texts, t => Assert.Equal(new ExpressionScorer().Score(t.Value), first[t.Key]));
        var file = Experiment().Run.File("result.json");
        var text = File.ReadAllText(file);
        Assert.Equal(text, Text(Measure(_ => Assert.Fail("a step was taken"))));

        File.Delete(file); // as if killed during the search
        Assert.Equal(text, Text(Measure(_ => Assert.Fail("a step was taken"))));
        using var model = Experiment().Load();
        Assert.False(model.training);
    }

    static string Text(Measurement measurement) => System.Text.Json.JsonSerializer.Serialize(new[] { measurement }, RunFolder.Json) + "\n";

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
    public void GivenTheModels_WhenListed_ThenGraesCodePenaltyIsThePartOfTheGrammarVaesDivergenceThatHoldsTheCodes() =>
        Assert.Equal(1.0 / GrammarProfile.LatentSize, GrammarModel.All[0].LatentWeight);
}
