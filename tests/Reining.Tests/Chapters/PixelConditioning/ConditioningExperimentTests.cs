using Reining.Chapters;
using Reining.Chapters.PixelConditioning;
using Reining.Models;
using Reining.Tests.Data;
using Reining.Torch;
using Reining.Worlds;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Chapters.PixelConditioning;

/// <summary>Whole experiments in a tiny profile, and what they measure with.</summary>
public sealed class ConditioningExperimentTests : IDisposable
{
    static readonly ConditioningProfile Tiny = ConditioningProfile.Smoke with { Name = "tiny" };
    static readonly Lazy<ConditioningData> Heads = new(() => new ConditioningData(Tiny));
    readonly TemporaryFolder _out = new();

    public void Dispose() => _out.Dispose();

    static ExperimentControl Control => new(Compute.Cpu, null, _ => { }, CancellationToken.None);

    RegressorExperiment Regressor(bool isGuide, ConditioningProfile? profile = null)
    {
        var heads = profile is null ? Heads : new(() => new ConditioningData(profile));
        var experiment = new RegressorExperiment(profile ?? Tiny, isGuide, 1, heads, Path.Combine(_out.Path, "runs"));
        Assert.True(experiment.TryFinish(Control));
        return experiment;
    }

    public static TheoryData<string> Models => [.. ConditioningModel.All.Where(m => !m.IsLong).Select(m => m.Id)];

    [Theory]
    [MemberData(nameof(Models))]
    public void GivenAGenerator_WhenTrainedAndMeasured_ThenAllNumbersAreThereAndItLoads(string id)
    {
        var model = ConditioningModel.All.Single(m => m.Id == id);
        var experiment = new ConditioningExperiment(
            Tiny, model, Regressor(isGuide: false), Regressor(isGuide: true), Heads, Path.Combine(_out.Path, "runs"));
        Assert.True(experiment.TryFinish(Control));
        var results = experiment.Results();
        Assert.Null(results[0].Axis);
        Assert.All(results[0].Numbers, n => Assert.True(double.IsFinite(n.Value), n.Key));
        Assert.All(HeadParameters.Groups, g =>
        {
            Assert.InRange(results[0][$"association.{g.Name}"], -1, 1);
            Assert.True(results[0][$"rmse.{g.Name}"] > 0 && results[0][$"style.{g.Name}"] >= 0);
            Assert.Equal(model != ConditioningModel.None, results[0].Has($"alone.{g.Name}"));
        });
        Assert.True(results[0]["frechet.random"] > 0 && results[0]["texture.difference"] > 0);
        Assert.Equal(model.Form == ConditionForm.Images, results[0].Has("shift.follows"));
        Assert.Equal(model == ConditioningModel.Pixel, results[0].Has("deterministic"));
        if (model == ConditioningModel.Pixel)
        {
            Assert.Equal(1, results[0]["deterministic"]);
            Assert.InRange(results[0]["path.shift_error"], 0, 1e-4);
        }
        Assert.Equal([0.016, 0.032, 0.048, 0.064], results.Skip(1).Select(m => m.Axis!.Value)); // 4 steps of 16 pictures
        Assert.All(results.Skip(1), m => Assert.Equal("kimg", m.Axis!.Name));
        using var generator = experiment.Load();
        Assert.Equal(model.Form, generator.Options.Condition);
    }

    [Fact]
    public void GivenTwoGenerators_WhenTheJudgeChooses_ThenSharesAreOfThePicturesThatItReadNearer()
    {
        var runs = Path.Combine(_out.Path, "runs");
        var (judge, guide) = (Regressor(isGuide: false), Regressor(isGuide: true));
        var generators = new[] { ConditioningModel.Pixel, ConditioningModel.V2 }
            .Select(m => new ConditioningExperiment(Tiny, m, judge, guide, Heads, runs)).ToList();
        Assert.All(generators, g => Assert.True(g.TryFinish(Control)));
        var choice = new ChoiceExperiment(Tiny, generators, judge, runs);
        Assert.True(choice.TryFinish(Control));
        var share = Assert.Single(Assert.Single(choice.Results()).Numbers);
        using var regressor = judge.LoadFrozen(CPU);
        var (pixel, vector) = (generators[0].Errors(regressor, CPU), generators[1].Errors(regressor, CPU));
        Assert.Equal(Tiny.TestHeads, pixel.Length);
        Assert.Equal("choice.over.v2", share.Key);
        Assert.Equal(pixel.Zip(vector).Count(p => p.First < p.Second) / (double)Tiny.TestHeads, share.Value, 9);
    }

    [Fact]
    public void GivenAJudge_WhenItReadsRealPhotos_ThenItDoesBetterThanChance()
    {
        var learned = Tiny with { Name = "learned", RegressorHeads = 4096, RegressorSteps = 200, TestHeads = 128 };
        var rows = Regressor(isGuide: false, learned).Results();
        Assert.Equal([0.0, 1, 2], rows.Select(r => r.Axis!.Value));
        var (photos, chance) = (rows[0]["association.light"], rows[1]["association.light"]); // light is what is learned first
        Assert.True(photos > 0.4 && photos > Math.Abs(chance) + 0.3, $"photos {photos}, chance {chance}");
        Assert.True(rows[0]["mesh.pose"] < rows[1]["mesh.pose"]);
        Assert.True(rows[2]["frechet.random"] > 3 * rows[0]["frechet.random"]); // renders are no photos
        Assert.Empty(Regressor(isGuide: true).Results());
    }

    [Fact]
    public void GivenParametersThatAreReadExactly_WhenTheyAreMeasured_ThenAssociationIsOneAndDistancesAreZero()
    {
        using var scope = NewDisposeScope();
        var asked = Heads.Value.TestHeads.Parameters;
        Assert.Equal(0, (Heads.Value.Natural(Heads.Value.Standardized(asked)) - asked).abs().max().ToDouble(), 5);
        Assert.All(Association.MeshDistances(asked, asked), m => Assert.Equal(0, m.Distance));
        // The jaw alone, opened by 0.1 rad more: expression and pose move, shape does not.
        var opened = asked.clone();
        opened[.., HeadParameters.Jaw] += 0.1;
        var moved = Association.MeshDistances(opened, asked).ToDictionary(m => m.Part, m => m.Distance);
        Assert.Equal(0, moved["shape"]);
        Assert.InRange(moved["expression"], 0.1, 3);
        Assert.Equal(moved["expression"], moved["pose"], 1);
    }

    [Fact]
    public void GivenAFaceInTwoPoses_WhenItsOwnRendersAreCompared_ThenItsPointsKeepTheirColorsBetterThanThoseOfAnother()
    {
        using var scope = NewDisposeScope();
        var pairs = new TexturePairs(5, 24, 32);
        var rows = arange(pairs.Count);
        var (images, parameters) = pairs.Of(rows);
        var renders = images.narrow(1, 0, 3);
        var (first, second) = (renders[..24], renders[24..]);
        var own = pairs.Difference(rows, renders, robust: false).ToDouble();
        var others = pairs.Difference(rows, cat([first, second.roll(1, 0)]), robust: false).ToDouble();
        Assert.InRange(own, 1e-4, 0.6 * others);
        Assert.Equal(0, (parameters[..24][.., 16..] - parameters[24..][.., 16..]).abs().max().ToDouble()); // texture and light
        // The loss is differentiable, bounded by 1, and 0 for equal colors.
        var pictures = renders.clone().requires_grad_();
        var loss = pairs.Difference(rows, pictures, robust: true);
        loss.backward();
        Assert.InRange(loss.ToDouble(), 0, own);
        Assert.True(pictures.grad!.abs().max().ToDouble() > 0);
        Assert.Equal(0, pairs.Difference(rows, ones_like(renders), robust: true).ToDouble(), 6);
    }

    [Fact]
    public void GivenTheModels_WhenTheirConditionsAreMade_ThenControlsSayTheSameElsewhere()
    {
        using var scope = NewDisposeScope();
        var images = HeadSet.Pictures(Heads.Value.TestHeads.Conditions);
        var vector = Heads.Value.Standardized(Heads.Value.TestHeads.Parameters);
        var mirrored = ConditioningModel.Mirrored.Condition(images, vector)!;
        var shifted = ConditioningModel.Shifted.Condition(images, vector)!;
        Assert.Equal(0, (mirrored.flip(3) - images).abs().max().ToDouble());
        Assert.Equal(0, (shifted.roll(-4, 3) - images).abs().max().ToDouble());
        Assert.True((mirrored - images).abs().max().ToDouble() > 0.5 && (shifted - images).abs().max().ToDouble() > 0.5);
        Assert.Equal(images.narrow(1, 3, 3).Doubles(), ConditioningModel.Normals.Condition(images, vector)!.Doubles());
        Assert.Null(ConditioningModel.None.Condition(images, vector));
        Assert.Equal(ConditioningModel.All.Count, ConditioningModel.All.Select(m => m.Id).Distinct().Count());
    }
}
