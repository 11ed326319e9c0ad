using System.Reflection;
using Reining.Chapters;
using Reining.Chapters.RobustClassifier;
using Reining.Tests.Data;

namespace Reining.Tests.Chapters.RobustClassifier;

/// <summary>Tables and figures of every profile, filled with numbers made up for its budgets.</summary>
public sealed class RobustResultsTests : IDisposable
{
    readonly TemporaryFolder _out = new();

    public void Dispose() => _out.Dispose();

    sealed class Told(string folder, IReadOnlyList<Measurement> measurements) : Experiment(folder, new { }, "told", 1)
    {
        protected override IReadOnlyList<Measurement> Work(ExperimentControl control) => measurements;
    }

    static readonly Dictionary<string, double> Numbers = new[] { typeof(RobustKeys), typeof(SmallestChanges), typeof(DetectionUnderAttack),
        typeof(ChainAttacks) }
        .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.FlattenHierarchy))
        .Where(f => f.IsLiteral && f.FieldType == typeof(string)).Select(f => (string)f.GetRawConstantValue()!).Distinct()
        .SelectMany(k => new[] { k, $"{k}.right", $"{k}.wrong", $"{k}.rejected", $"{k}.median", $"{k}.found" })
        .ToDictionary(k => k, _ => 0.25);

    static IEnumerable<Measurement> Along(string model, string arm, string axis, IEnumerable<double> values) =>
        values.Select(v => new Measurement(model, 1) { Arm = arm, Axis = new(axis, v), Numbers = Numbers });

    public static TheoryData<string> Profiles => ["smoke", "quick", "standard", "paper"];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void GivenABudgetThatOnlySomeSystemsHave_WhenTablesAndFiguresAreMade_ThenEveryOneIs(string name)
    {
        var profile = RobustProfile.Profiles.Named(name);
        var fewer = profile.RivalEpsilons ?? profile.Epsilons;
        var mixture = RobustModel.Mixture.Id;
        Measurement[] all =
        [
            .. RobustModel.All.SelectMany(m => Along(m.Id, "", "epsilon", (m.Id == mixture ? profile.Epsilons : fewer).Prepend(0))),
            .. ClassifierRival.All.SelectMany(r => Along(r.Id, "", "epsilon", fewer.Prepend(0))),
            .. RobustModel.All.SelectMany(m => Along(m.Id, RobustKeys.LossArm, RobustKeys.LossAxis, RobustEvaluation.LossShares)),
            .. Along(mixture, DetectionUnderAttack.Detected, "epsilon", fewer.Prepend(0)),
            .. Along(mixture, ChainAttacks.Chain, "epsilon", fewer.Prepend(0)),
            .. Along(mixture, SmallestChanges.Budget, "epsilon", SmallestChanges.Radii),
            new(mixture, 1) { Arm = SmallestChanges.Changes, Numbers = Numbers },
            new(mixture, 1) { Arm = SanityChecks.Checks, Numbers = Numbers },
        ];
        var told = new Told(_out.File("run"), all);
        Assert.True(told.TryFinish(new ExperimentControl(Reining.Torch.Compute.Cpu, null, _ => { }, CancellationToken.None)));
        var results = new RobustResults(new PartRun(RobustChapter.Systems, new RunRequest(name, _out.Path), [told]));
        Assert.All(results.Tables, t => Assert.True(t.Table.Rows > 0, t.Name));
        Assert.Equal(4, results.Figures.Select(f => f.Figure.Title).Distinct().Count());
        Assert.Contains("GM-VAE ", results.Tables.Single(t => t.Name == "systems").Table.ToText(), StringComparison.Ordinal);
    }
}
