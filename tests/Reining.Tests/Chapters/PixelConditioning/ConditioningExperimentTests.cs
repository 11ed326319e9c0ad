using Reining.Chapters;
using Reining.Chapters.PixelConditioning;
using Reining.Images;
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
            Assert.Equal(model != ConditioningModel.None, results[0].Has($"disentanglement.{g.Name}"));
        });
        Assert.True(results[0]["frechet.random"] > 0 && results[0]["texture.difference"] > 0);
        Assert.Equal(model.Form == ConditionForm.Images, results[0].Has("shift.follows"));
        Assert.Equal(model == ConditioningModel.Pixel, results[0].Has("deterministic"));
        if (model == ConditioningModel.Pixel)
        {
            Assert.Equal(1, results[0]["deterministic"]);
            Assert.InRange(results[0]["path.shift_error"], 0, 1e-4);
        }
        var curve = results.Where(m => m.Axis?.Name == "kimg");
        Assert.Equal([0.016, 0.032, 0.048, 0.064], curve.Select(m => m.Axis!.Value)); // 4 steps of 16 pictures
        var stressed = results.Where(m => m.Arm == "perturbed").ToList();
        Assert.Equal(id is "pixel" or "normals" or "v2" or "v4" ? [0, 0.5, 1, 1.5] : [], stressed.Select(m => m.Axis!.Value));
        Assert.All(stressed, m => Assert.True(m["frechet.random"] > 0));
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
        Assert.True(ImageCodec.Load(choice.Run.File("heads.png")).Height > 4 * Tiny.Net.Side); // asked for, two generators, real photos
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
        Assert.Equal([0.0, 1, 2], rows.Where(r => r.Arm == "").Select(r => r.Axis!.Value));
        var stressed = rows.Where(r => r.Arm == "perturbed").ToList();
        Assert.Equal(4, stressed.Count);
        Assert.True(stressed[3]["frechet.random"] > stressed[0]["frechet.random"]); // unusual heads look unusual
        // Of all factors the light is read most surely: it moves more than what it does not change.
        Assert.True(rows[0]["alone.light"] > 1 && rows[0]["disentanglement.light"] > 1);
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
        Assert.All(Association.MeshDistances(SynthHeads.World, asked, asked), m => Assert.Equal(0, m.Distance));
        // The jaw alone, opened by 0.1 rad more: expression and pose move, shape does not.
        var opened = asked.clone();
        opened[.., HeadParameters.Jaw] += 0.1;
        var moved = Association.MeshDistances(SynthHeads.World, opened, asked).ToDictionary(m => m.Part, m => m.Distance);
        Assert.Equal(0, moved["shape"]);
        Assert.InRange(moved["expression"], 0.1, 3);
        Assert.Equal(moved["expression"], moved["pose"], 1);
    }

    [Fact]
    public void GivenPicturesOfWhichOneFactorVaries_WhenTheyAreReadWithGivenErrors_ThenScoresAreProductsOfRatios()
    {
        using var scope = NewDisposeScope();
        // A reader that sees everything, and lets a tenth of the camera's scale leak into the jaw.
        var scores = Disentanglement.Of(Heads.Value, set =>
        {
            var read = Heads.Value.Standardized(set.Parameters) + 1e-3 * randn(set.Parameters.shape, generator: new Generator(3));
            read[.., HeadParameters.Jaw] += 0.1 * read[.., HeadParameters.Camera];
            return read;
        });
        // Other groups move by the error alone, 1e-3; the jaw by a tenth of the scale when the camera varies.
        Assert.InRange(scores["disentanglement.shape"], 1e17, 1e19);
        Assert.InRange(scores["alone.shape"], 3e5, 3e6);
        Assert.InRange(scores["alone.camera"], 20, 500);
        Assert.InRange(scores["disentanglement.camera"], 1e15, 1e17);
        var varied = Heads.Value.Varied("pose");
        Assert.Equal(16 * 8, varied.Count);
        var spread = varied.Parameters.view(16, 8, HeadParameters.Count).std(1);
        Assert.Equal(0, spread[.., ..HeadParameters.Pose].abs().max().ToDouble());
        Assert.Equal(0, spread[.., HeadParameters.Camera..].abs().max().ToDouble());
        Assert.True(spread[.., HeadParameters.Pose..HeadParameters.Camera].min().ToDouble() > 0);
    }

    [Fact]
    public void GivenLevelsOfNoise_WhenHeadsArePerturbed_ThenShapesExpressionsJawsAndYawsAloneMove()
    {
        using var scope = NewDisposeScope();
        var (plain, far) = (Heads.Value.Perturbed(0).Parameters, Heads.Value.Perturbed(1.5).Parameters);
        Assert.Equal(0, (plain - Heads.Value.TestHeads.Parameters).abs().max().ToDouble());
        var moved = (far - plain).abs().max(0).values;
        foreach (var k in Enumerable.Range(0, HeadParameters.Count))
            Assert.Equal(k <= HeadParameters.Jaw || k == HeadParameters.Pose + 1, moved[k].ToDouble() > 0);
        Assert.InRange(far[.., ..HeadParameters.Jaw].abs().max().ToDouble(), 2.5, 3);
    }

    [Fact]
    public void GivenTheReleasedCode_WhenItsConditionIsMade_ThenNormalsThatPointAwayAreBlackAndSmallImagesAreSinglePixels()
    {
        using var scope = NewDisposeScope();
        var images = zeros(1, 6, 16, 16);
        images[0, 3] = -0.5; // points left
        images[0, 4] = 0.5; // points up
        var clipped = ConditioningModel.Released.Condition(images, zeros(1, HeadParameters.Count))!;
        Assert.Equal([0, 0, 0, -1, 0, -1], clipped[0, .., 0, 0].Doubles());
        Assert.False(ConditioningModel.Released.Options(Tiny.Net).SmoothCondition);
        // A single bright pixel away from the middle of its 4 × 4 block is not seen at 4 pixels.
        using var random = new Generator(1);
        var options = ConditioningModel.Released.Options(Tiny.Net);
        var dot = zeros(1, 6, 16, 16);
        using var smooth = new StyleGenerator(options with { SmoothCondition = true }, new Generator(1));
        using var single = new StyleGenerator(options, new Generator(1));
        var (a, b) = (smooth.ConditionAt(4, dot), single.ConditionAt(4, dot));
        Assert.Equal(0, (a - b).abs().max().ToDouble());
        dot[0, 0, 4, 4] = 1;
        Assert.Equal(1 / 16.0, smooth.ConditionAt(4, dot)[0, 0, 1, 1].ToDouble(), 6);
        Assert.Equal(0, single.ConditionAt(4, dot)[0, 0, 1, 1].ToDouble());
        dot[0, 0, 5, 5] = 1;
        Assert.Equal(0.25, single.ConditionAt(4, dot)[0, 0, 1, 1].ToDouble(), 6);
    }

    [Fact]
    public void GivenAFaceInTwoPoses_WhenItsOwnRendersAreCompared_ThenItsPointsKeepTheirColorsBetterThanThoseOfAnother()
    {
        using var scope = NewDisposeScope();
        var pairs = new TexturePairs(
            SynthHeads.World, [.. Enumerable.Range(0, 48).Select(i => HeadParameters.Sample(5 + i))], 32);
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
