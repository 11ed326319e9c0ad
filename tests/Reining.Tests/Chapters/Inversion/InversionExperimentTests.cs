using System.Text.RegularExpressions;
using Reining.Chapters;
using Reining.Chapters.Inversion;
using Reining.Tests.Data;
using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Chapters.Inversion;

/// <summary>Whole experiments in the smallest profile.</summary>
public sealed class InversionExperimentTests : IDisposable
{
    static readonly InversionProfile Tiny = InversionProfile.Smoke with
    {
        Steps = 30,
        TrainImages = 500,
        TestImages = 120,
        Samples = 120,
        SettingSteps = 20,
        PictureSteps = 20,
    };

    static readonly TemporaryFolder Classifier = new(); // trained once for all tests
    static readonly Lazy<InversionData> Digits = new(() => new InversionData(Tiny, Classifier.Path));
    readonly TemporaryFolder _out = new();

    public void Dispose() => _out.Dispose();

    string Runs => Path.Combine(_out.Path, "runs");

    static Measurement Finish(Experiment experiment)
    {
        Assert.True(experiment.TryFinish(new ExperimentControl(Compute.Cpu, null, _ => { }, CancellationToken.None)));
        return Assert.Single(experiment.Results(), m => m.Axis is null); // the others are points of a curve
    }

    [Fact]
    public void GivenTheWholeMethod_WhenRun_ThenEverythingThatClaimsAskOfItIsThereAndItsSystemIsWhatWasMeasured()
    {
        var experiment = new InvGanExperiment(Tiny, InversionModel.InvGan, 1, Digits, Runs);
        var measured = Finish(experiment);
        Assert.All(measured.Numbers, n => Assert.True(double.IsFinite(n.Value), n.Key));
        Assert.Equal(1, measured["rerun_equal"]);
        var curve = experiment.Results().Where(m => m.Axis is not null).ToList();
        Assert.Equal([20, 30], curve.Select(m => m.Axis!.Value));
        Assert.True(curve[0]["curve.seconds"] < curve[1]["curve.seconds"]);
        Assert.All(
            ["sample.cfid", "mode_kl", "mse", "reconstruction.cfid"],
            key => Assert.Equal(measured[key], curve[1][$"curve.{key}"], 1e-9)); // the last point is the finished model
        Assert.InRange(measured["augmentation.none"], 0.3, 1); // a hundred labels say more than chance
        Assert.InRange(measured["augmentation.kept"], 0.01, 1);
        Assert.InRange(measured["mmd.p"], 1.0 / 501, 1);
        Assert.InRange(measured["class_agreement"], 0, 1);
        Assert.Equal(-10 * Math.Log10(measured["mse"]), measured["psnr"], 9);
        string[] starts = ["inferred", "mean", "random"];
        Assert.All(starts, s => Assert.True(measured[$"search.{s}.200"] < measured[$"search.{s}.0"], s));
        Assert.True(measured["hole.psnr.masked"] < measured["hole.psnr.mean"]);
        string[] pictures = ["samples", "reconstructions", "holes", "interpolations"];
        Assert.All(pictures, f => Assert.True(File.Exists(experiment.Run.File($"{f}.png")), f));

        using var scope = NewDisposeScope();
        var (net, system) = experiment.LoadSystem();
        using (net)
        {
            var images = Digits.Value.Test.Images();
            Assert.Equal(measured["mse"], (images - system.Reconstruct(images)).square().mean().ToDouble(), 1e-6);
        }
    }

    [Fact]
    public void GivenASeedBeyondTheFullOnes_WhenItsExperimentsAreListed_ThenTheyAreThoseOfTheTableAndWhatItsRelationsAskIsThere()
    {
        IReadOnlyList<(string, string)> OfSeed(ulong seed) =>
        [
            .. InversionChapter.Models.ExperimentsOf(new RunRequest("standard", _out.Path) { Seeds = [seed] })
                .Select(e => (e.Model, e.Arm)),
        ];
        var (full, table) = (OfSeed(3), OfSeed(4));
        Assert.Superset(table.ToHashSet(), full.ToHashSet());
        Assert.True(full.Count > 2 * table.Count);
        var relations = InversionClaims.All.Where(c => Regex.IsMatch(c.Id, @"^invgan/V\d+b?$")).ToList();
        Assert.Equal(20, relations.Count); // V1 to V18, V6b and V7b
        Assert.All(relations.SelectMany(c => c.Needs()), name => Assert.Contains((name.Model, name.Arm), table));
    }

    [Fact]
    public void GivenAGan_WhenEncodersAreFittedToIt_ThenTheGanStandsStillAndTheOneOnRealImagesReconstructsThemBest()
    {
        var gan = new InvGanExperiment(Tiny, InversionModel.Gan, 1, Digits, Runs);
        var before = Finish(gan);
        Assert.False(before.Has("mse")); // a GAN alone infers nothing
        using var scope = NewDisposeScope();
        var drawn = Draw(gan);
        var measured = Enum.GetValues<EncoderKind>().ToDictionary(k => k, k => Finish(new EncoderExperiment(Tiny, k, gan, Digits, Runs)));
        Assert.True(drawn.allclose(Draw(gan)));
        Assert.True(measured[EncoderKind.RealImages]["mse"] < measured[EncoderKind.LatentRegressor]["mse"]);
        Assert.All(measured.Values, m => Assert.True(m["training_seconds"] > before["training_seconds"]));

        static Tensor Draw(InvGanExperiment gan)
        {
            var (net, system) = gan.LoadSystem();
            using (net)
                return system.ImagesOf(system.DrawCodes(5, 1));
        }
    }

    [Fact]
    public void GivenFewLabels_WhenEveryMethodIsRun_ThenTheyKnowTheSameDigitsAndReadTestDigits()
    {
        var without = new InvGanExperiment(Tiny, InversionModel.WithoutLabels(Tiny), 1, Digits, Runs);
        Finish(without);
        var measured = new Experiment[]
        {
            new LabelsAloneExperiment(Tiny with { LabelSteps = 150 }, 10, 1, Digits, Runs),
            new CodeLabelExperiment(Tiny, 10, without, Digits, Runs),
            new LabelGanExperiment(Tiny, LabelMethod.Gan, 10, 1, Digits, Runs),
            new LabelGanExperiment(Tiny with { LabelSteps = 150 }, LabelMethod.InvGan, 10, 1, Digits, Runs),
        }.ToDictionary(e => e.Model, Finish);
        Assert.Equal(["labels-alone", "codes-linear", "gan-classes", "invgan-classes"], measured.Keys);
        Assert.All(measured.Values, m => Assert.Equal("labels-10", m.Arm));
        Assert.All(measured.Values, m => Assert.InRange(m["classes.accuracy"], 0, 1));
        Assert.True(measured["labels-alone"]["classes.accuracy"] > 0.45, "a hundred labels say more than chance");
        Assert.True(measured["invgan-classes"]["classes.accuracy"] > 0.4, "so they do beside a game");
        Assert.False(measured["gan-classes"].Has("mse"));
        Assert.True(measured["invgan-classes"].Has("mse"));

        var known = LabelChoice.Of(Digits.Value.Train, 10, 1);
        Assert.All(known.ClassCounts(), count => Assert.Equal(10, count));
        Assert.Same(Digits.Value.Train, LabelChoice.Of(Digits.Value.Train, LabelChoice.All, 1));
    }

    [Fact]
    public void GivenTheAutoencoder_WhenRun_ThenItSamplesAndReconstructs()
    {
        var measured = Finish(new RaeSystem(Tiny, 1, Digits, Runs));
        Assert.All(["sample.cfid", "mse", "probe", "loop_residual"], key => Assert.True(double.IsFinite(measured[key]), key));
        Assert.True(measured["mse"] < measured["permuted.mse"]);
    }

    [Fact]
    public void GivenImagesOfThreeDigits_WhenAGanIsTrainedOnThem_ThenModesAreCountedAlongItsCurve()
    {
        var experiment = new StackedExperiment(Tiny, InversionModel.InvGan, 1, Digits, Runs);
        var measured = Finish(experiment);
        Assert.Equal(("stacked", "stacked-mnist"), (measured.Arm, measured.Data));
        Assert.InRange(measured["real.modes"], 50, Tiny.Stacked!.Samples); // real digits are mostly sure
        Assert.InRange(measured["real.modes.confident"], 0.3, 1);
        Assert.InRange(measured["modes"], 0, Tiny.Stacked!.Samples);
        var curve = experiment.Results().Where(m => m.Axis is not null).ToList();
        Assert.Equal([10, 0], [curve.Select(m => m.Axis!.Value).Single(), curve.Single()["curve.modes"] - measured["modes"]]);
        Assert.Equal(measured["training_seconds"], curve[^1]["curve.seconds"]);
    }

    [Fact]
    public void GivenOtherNets_WhenAnInvGanAndAnEncoderAreTrained_ThenTheyAreConvolutionsOfTheSettingsArm()
    {
        var setting = InversionSetting.Others.Single(s => s.Arm == "conv");
        var gan = new InvGanExperiment(Tiny, InversionModel.LongerGan, 1, Digits, Runs, setting);
        var method = new InvGanExperiment(Tiny, InversionModel.InvGan, 1, Digits, Runs, setting);
        Experiment[] all = [gan, method, new EncoderExperiment(Tiny, EncoderKind.RealImages, gan, Digits, Runs)];
        Assert.All(all, e => Assert.Equal(("conv", "mnist"), (Finish(e).Arm, e.Data)));
        Assert.Equal(3, all.Select(e => e.Path).Distinct().Count());
        Assert.All(all, e => Assert.StartsWith("smoke-conv-", Path.GetFileName(e.Path), StringComparison.Ordinal));
        using var net = method.Load();
        Assert.True(net.Settings.Convolutional);
    }

    [Fact]
    public void GivenHeads_WhenAnInvGanOfStyleGansNetsIsTrained_ThenItsCodesAreAskedWhatHeadsWereMadeFrom()
    {
        var setting = InversionSetting.Pictures.Single(s => s.Arm == "style-heads");
        using var heads = InversionChapter.Data(Tiny, _out.Path, setting.Images);
        var lazy = new Lazy<InversionData>(() => heads);
        var experiment = new InvGanExperiment(Tiny, InversionModel.InvGan, 1, lazy, Runs, setting);
        var measured = Finish(experiment);
        Assert.Equal(("style-heads", "synth-head"), (measured.Arm, measured.Data));
        Assert.All(measured.Numbers, n => Assert.True(double.IsFinite(n.Value), n.Key));
        Assert.All(["class_agreement", "probe", "clpips", "mode_kl"], key => Assert.False(measured.Has(key), key));
        Assert.All(["factors.r2", "untrained.factors.r2", "components.factors.r2"], key => Assert.InRange(measured[key], -0.2, 1));
        Assert.Throws<InvalidOperationException>(() => heads.Classifier);
        Assert.All(["samples", "reconstructions"], f => Assert.True(File.Exists(experiment.Run.File($"{f}.png")), f));
        Assert.True(double.IsFinite(Finish(new InvGanExperiment(Tiny, InversionModel.LongerGan, 1, lazy, Runs, setting))["sample.cfid"]));

        using var scope = NewDisposeScope();
        using var net = experiment.Load();
        Assert.Equal(new long[] { 2, 3, 16, 16 }, net.Generator.forward(randn(2, Tiny.CodeSize)).shape);
        var images = heads.Test.Take(6).Images();
        var (all, apart) = (net.Discriminator.Read(images).Code, net.Discriminator.Read(images[2..4]).Code);
        Assert.True(all[2..4].allclose(apart, atol: 1e-5)); // no sample sees others
    }

    [Fact]
    public void GivenPicturesOfWhichNothingIsKnown_WhenAConvolutionalInvGanIsTrained_ThenItIsMeasuredWithoutClassesAndFactors()
    {
        using var data = new InversionData(NoisePictures.InColor(150, 1), NoisePictures.InColor(120, 2), factors: null);
        var profile = Tiny with { PictureSteps = 8, Samples = 120 };
        var setting = InversionSetting.Pictures.Single(s => s.Arm == "conv-emoji");
        Assert.Equal((1e-3, 2e-4, 2L), (
            setting.Training(profile with { PictureRate = 1e-3 }, InversionModel.InvGan, 1).Adam.LearningRate,
            setting.Training(InversionProfile.Paper, InversionModel.InvGan, 1).Adam.LearningRate, setting.PointEvery(profile)));
        var experiment = new InvGanExperiment(profile, InversionModel.InvGan, 1, new(() => data), Runs, setting);
        var measured = Finish(experiment);
        Assert.All(measured.Numbers, n => Assert.True(double.IsFinite(n.Value), n.Key));
        Assert.All(["class_agreement", "factors.r2"], key => Assert.False(measured.Has(key), key));
        Assert.Equal([2, 4, 6, 8], experiment.Results().Where(m => m.Axis is not null).Select(m => m.Axis!.Value));
        var config = File.ReadAllText(experiment.Run.File("config.json"));
        Assert.Contains("\"side\": 64", config, StringComparison.Ordinal); // its nets are among what decides it
    }

    [Fact]
    public void GivenAFinishedGan_WhenContinued_ThenTrainingStartsFromItsNetsAndCountsItsSeconds()
    {
        var gan = new InvGanExperiment(Tiny, InversionModel.Gan, 1, Digits, Runs);
        var before = Finish(gan);
        var oneStep = InversionModel.Continued with { StepFactor = 1.0 / Tiny.Steps };
        var continued = new InvGanExperiment(Tiny, oneStep, 1, Digits, Runs, from: gan);
        var measured = Finish(continued);
        Assert.Equal([gan], continued.Requires);
        Assert.True(measured["training_seconds"] > before["training_seconds"]);
        using var scope = NewDisposeScope();
        using var first = gan.Load();
        using var second = continued.Load(); // after one step
        foreach (var (a, b) in first.Discriminator.parameters().Zip(second.Discriminator.parameters()))
            Assert.True((a - b).abs().max().ToDouble() < 3 * Tiny.LearningRate); // Adam's first step, and the penalty's
    }

    [Fact]
    public void GivenAlaesWay_WhenTrained_ThenTheScoreIsReadOffTheCode()
    {
        var experiment = new InvGanExperiment(Tiny, InversionModel.Alae, 1, Digits, Runs);
        Assert.True(double.IsFinite(Finish(experiment)["mse"]));
        using var scope = NewDisposeScope();
        using var net = experiment.Load();
        var images = Digits.Value.Test.Take(4).Images();
        var before = net.Discriminator.Read(images);
        using (no_grad())
            net.Discriminator.named_parameters().Single(p => p.name == "code.weight").parameter.zero_();
        var after = net.Discriminator.Read(images);
        Assert.False(before.Score.allclose(after.Score));
        Assert.True(after.Score.allclose(after.Score.mean().expand(4))); // all codes are the bias now
        Assert.True(after.Score.allclose(net.Discriminator.forward(images)));
    }

    [Fact]
    public void GivenTiles_WhenAnInvGanIsTrainedOnThem_ThenWholeDigitsAreMadeAgain()
    {
        var experiment = new TilingExperiment(Tiny, 1, Digits, Runs);
        var measured = Finish(experiment);
        Assert.Equal("tiles", measured.Arm);
        Assert.All(measured.Numbers, n => Assert.True(double.IsFinite(n.Value), n.Key));
        Assert.InRange(measured["real.seams"], 0.5, 5);
        Assert.True(File.Exists(experiment.Run.File("tiles.png")));
    }

    [Fact]
    public void GivenPictures_WhenTheirSeamsAreMeasured_ThenTheJumpInTheMiddleStandsOverTheOthers()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(1, TilingExperiment.Seams(arange(8, dtype: float32).view(1, 1, 1, 8).expand(1, 1, 8, 8)), 1e-6); // even slope
        var jump = arange(8, dtype: float32).view(1, 1, 1, 8).expand(1, 1, 8, 8).clone();
        jump[.., .., .., 4..] += 1; // twice as steep there
        Assert.Equal(4, TilingExperiment.Seams(jump), 1e-6);
    }

    [Fact]
    public void GivenTwentyFiveGaussians_WhenAGanIsTrainedOnThem_ThenHitsAreCountedAlongItsCurve()
    {
        var experiment = new PlaneExperiment(Tiny, InversionModel.InvGan, 1, Runs);
        var measured = Finish(experiment);
        Assert.InRange(measured["modes"], 0, 25);
        Assert.Equal(6, experiment.Results().Count(m => m.Axis is not null));
    }

    [Fact]
    public void GivenASearch_WhenItGoesOn_ThenErrorsFallAndHiddenPixelsDoNotMatter()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var matrix = randn(4, 64, generator: random);
        Tensor Make(Tensor codes) => codes.mm(matrix).view(-1, 1, 8, 8);
        var truth = randn(6, 4, generator: random);
        var images = Make(truth);
        var search = new LatentSearch(Make);
        var found = search.Run(images, zeros(6, 4), [0, 20, 300]);
        double[] errors = [.. found.Select(codes => (Make(codes) - images).square().mean().ToDouble())];
        Assert.True(errors[0] > 2 * errors[1] && errors[1] > 100 * errors[2], string.Join(", ", errors));

        var visible = ones(1, 1, 8, 8);
        visible[.., .., 2..5, 2..5] = 0;
        var changed = images.clone();
        changed[.., .., 2..5, 2..5] = 9;
        Assert.True(search.Run(images, zeros(6, 4), [50], visible)[0].allclose(search.Run(changed, zeros(6, 4), [50], visible)[0]));
        Assert.Throws<ArgumentException>(() => search.Run(images, zeros(6, 4), [5, 0]));
    }

    [Fact]
    public void GivenAHole_WhenFilled_ThenVisiblePixelsAreTheImagesAndTheErrorIsThatInside()
    {
        using var scope = NewDisposeScope();
        var (images, others) = (full([2, 1, 28, 28], 0.25f), full([2, 1, 28, 28], 0.75f));
        var pasted = HoleFilling.Pasted(images, others);
        Assert.Equal(2 * (684 * 0.25 + 100 * 0.75), pasted.sum().ToDouble(), 1e-3);
        Assert.Equal(0.25, HoleFilling.ErrorInside(images, pasted), 1e-6);
        Assert.Equal(0, HoleFilling.ErrorInside(others, pasted), 1e-6);
    }

    [Fact]
    public void GivenAStroke_WhenDrawn_ThenPixelsNearTheLineAreWhiteAndOthersBlack()
    {
        using var scope = NewDisposeScope();
        var picture = Strokes.Draw([[(5, 10), (20, 10)]], width: 2);
        Assert.Equal(new long[] { 1, 1, 28, 28 }, picture.shape);
        Assert.Equal((1, 0.5, 0), (picture[0, 0, 10, 12].ToDouble(), picture[0, 0, 11, 12].ToDouble(), picture[0, 0, 12, 12].ToDouble()));
        Assert.Equal(0, picture[0, 0, 10, 23].ToDouble()); // beyond the end
        Assert.Throws<ArgumentException>(() => Strokes.Draw([[(5, 10)]]));
    }

    [Theory]
    [InlineData(new long[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, 0)]
    [InlineData(new long[] { 3, 3, 3, 3 }, 2.302585092994046)] // ln 10
    [InlineData(new long[] { 0, 1, 2, 3, 4 }, 0.6931471805599453)] // half of the classes
    public void GivenClasses_WhenTheirDivergenceIsTaken_ThenItIsTheClosedForm(long[] classes, double expected) =>
        Assert.Equal(expected, InversionEvaluation.ModeDivergence(classes), 12);
}
