using Reining.Chapters;
using Reining.Chapters.Autoencoders.Expressions;
using Reining.Chapters.Autoencoders.Molecules;
using Reining.Grammar;
using Reining.Tests.Data;
using Reining.Torch;

namespace Reining.Tests.Chapters;

public sealed class MoleculeExperimentTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Models => [.. GrammarModel.All.Select(m => m.Name)];

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void GivenAModel_WhenTrainedOnMolecules_ThenSharesAreSharesAndItIsReadBack(string name)
    {
        Skip.IfNot(MoleculeScorer.IsAvailable, MoleculeScorer.Missing);
        var model = GrammarModel.All.Single(m => m.Name == name);
        var experiment = new MoleculeExperiment(MoleculeProfile.Smoke, model, 1, _folder.Path);
        Assert.True(experiment.TryFinish(new ExperimentControl(Compute.Cpu, null, _ => { }, CancellationToken.None)));
        var m = Assert.Single(experiment.Results());
        Assert.All(
            [
                GrammarEvaluation.SymbolsRight, GrammarEvaluation.Reconstructed, GrammarEvaluation.PriorValid,
                GrammarEvaluation.GaussianValid, GrammarEvaluation.SearchValid,
            ],
            k => Assert.InRange(m[k], 0, 1));
        Assert.InRange(m[GrammarEvaluation.BestOfData], -10, 0); // some molecule is better than ZINC's mean
        Assert.True(m[GrammarEvaluation.SymbolsRight] > 0);
    }

    [Fact]
    public void GivenThePart_WhenAskedFor_ThenWithoutTheToolkitItHasNoExperimentsAndItsClaimsSayWhy()
    {
        var experiments = MoleculePart.Part.ExperimentsOf(new RunRequest("smoke", _folder.Path));
        Assert.Equal(MoleculeScorer.IsAvailable ? 3 : 0, experiments.Count);
        Assert.All(MoleculePart.Part.Claims, c => Assert.Equal($"not measured yet; {MoleculeScorer.Missing}", c.Judge([]).Why));
    }
}
