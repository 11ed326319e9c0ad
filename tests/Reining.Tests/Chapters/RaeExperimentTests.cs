using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reining.Chapters;
using Reining.Chapters.Autoencoders;
using Reining.Figures;
using Reining.Images;
using Reining.Models;
using Reining.Tests.Data;
using Reining.Torch;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Tests.Chapters;

/// <summary>A whole experiment in the smallest profile, read back, and resumed from what it left.</summary>
public sealed class RaeExperimentTests(RaeExperimentTests.Digits digits) : IClassFixture<RaeExperimentTests.Digits>, IDisposable
{
    readonly TemporaryFolder _out = new();

    /// <summary>The digits with their classifier, which is trained once.</summary>
    public sealed class Digits : IDisposable
    {
        public Lazy<RaeData> Data { get; } = new(() => new RaeData(RaeProfile.Smoke));

        public void Dispose() => Data.Value.Dispose();
    }

    public void Dispose() => _out.Dispose();

    static readonly RaeProfile Profile = RaeProfile.Smoke with { ComparesStatistics = false };

    RaeExperiment Experiment(string model = "RAE", string arm = "", RaeProfile? profile = null) =>
        new(profile ?? Profile, RaeModel.Named(model), 1, digits.Data, Path.Combine(_out.Path, "runs", "rae"), arm);

    static Measurement Measure(Experiment experiment, Action<FitProgress>? onStep = null)
    {
        ExperimentGrid.Finish(experiment.Requires, new RunRequest("smoke"));
        Assert.True(experiment.TryFinish(new ExperimentControl(Compute.Cpu, onStep, _ => { }, CancellationToken.None)));
        return Assert.Single(experiment.Results());
    }

    static IEnumerable<string> Kinds(Measurement measurement) => RaeImages.All.Where(measurement.HasImages);

    [Fact]
    public void GivenTheSmokeProfile_WhenMeasured_ThenEveryFileIsThereAndTheSecondTimeNothingIsTrained()
    {
        using var scope = NewDisposeScope();
        var experiment = Experiment();
        Assert.False(Directory.Exists(experiment.Path)); // nothing is written before it runs
        Assert.False(experiment.IsFinished);
        Refusal.Of<FileNotFoundException>(() => experiment.Load(), "run the experiment first");
        var steps = new List<long>();
        var first = Measure(experiment, p => steps.Add(p.Step));

        var run = experiment.Run;
        Assert.Equal(Path.Combine(_out.Path, "runs", "rae", "smoke-rae-f2-d16-e1-s1"), run.Path);
        Assert.Equal(20, steps.Max());
        string[] files =
        [
            "checkpoint-00000020.safetensors", "config.json", "environment.json", "finished.json", "lock", "log.txt", "model.safetensors",
            "overview.png",
            "reals.png", "result.json", "samples-00000020.png", "stats.jsonl",
        ];
        Assert.Equal(files, Directory.GetFiles(run.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(files.Where(f => f.EndsWith(".png", StringComparison.Ordinal)), f =>
        {
            var picture = ImageCodec.Load(run.File(f));
            Assert.True(picture.Width > 100 && picture.Height > 50 && picture.Pixels.ToArray().Distinct().Count() > 2, f);
        });
        Assert.Contains("start: 20 steps", File.ReadAllText(run.File("log.txt")), StringComparison.Ordinal);
        var stats = run.ReadStats();
        Assert.All(new[] { "loss", "reconstruction", "latent", "learning_rate", "img_per_s", "peak_mib" }, key =>
            Assert.Contains(key, stats[0]));
        Assert.Contains("validation_loss", stats[^1]);
        var config = JsonNode.Parse(File.ReadAllText(run.File("config.json")))!;
        Assert.Equal(("rae", "rae", 0.064, 2),
            ((string)config["chapter"]!, (string)config["model"]!, (double)config["weights"]!["latent_weight"]!,
                (int)config["net"]!["width"]!));

        Assert.True(experiment.IsFinished);
        Assert.Equal(Text(first), Text(Measure(Experiment(), _ => Assert.Fail("trained again"))));
        Assert.Equal(("rae", 1ul, "", "mnist"), (first.Model, first.Seed, first.Arm, first.Data));
        string[] kinds =
        [
            RaeImages.Reconstruction, RaeImages.StandardNormal, RaeImages.Gaussian, RaeImages.Mixture,
            RaeImages.Interpolation, RaeImages.Rescaled, RaeImages.Spherical,
        ];
        Assert.Equal(kinds, Kinds(first));
        var scores = kinds.Select(k => ImageScores.Of(first, k)).ToList();
        Assert.All(scores, s => Assert.True(double.IsFinite(s.Frechet) && s.Frechet > 0 && double.IsFinite(s.Kernel) && s.Sharpness > 0));
        Assert.All(scores.SelectMany(s => new[] { s.Recall, s.Precision, s.Fidelity, s.Coverage }), share => Assert.InRange(share, 0, 1));

        // The trained weights give the same measurement, without a step.
        File.Delete(run.File("result.json"));
        Assert.Equal(Text(first), Text(Measure(Experiment(), _ => Assert.Fail("trained again"))));
        using var model = experiment.Load();
        using var file = Safetensors.Read(run.ModelFile);
        Assert.True(Weights.Named(model).First().Value.equal(file.Tensors["encoder.conv1.weight"]).all().item<bool>());

        File.WriteAllText(run.File("result.json"), "{");
        Refusal.Of<InvalidDataException>(() => Measure(Experiment()), "remove the file to measure again");
    }

    static string Text(Measurement measurement) => JsonSerializer.Serialize(measurement, RunFolder.Json);

    [Fact]
    public void GivenTheTwoStageVae_WhenMeasuredAfterTheVae_ThenItSharesTheTrainingAndHasItsOwnImages()
    {
        using var scope = NewDisposeScope();
        var stage = Experiment("2sVAE");
        Assert.Equal(Experiment("VAE").Path, Assert.Single(stage.Requires).Path);
        var measured = Measure(stage, _ => Assert.Fail("trained again"));
        Assert.Equal([RaeImages.Reconstruction, RaeImages.SecondStage, RaeImages.Interpolation], Kinds(measured));
        var first = Assert.Single(Experiment("VAE").Results());
        Assert.NotEqual(first.Distance(RaeImages.Reconstruction), first.Distance(RaeImages.DrawnReconstruction));
        Assert.Equal(measured.Distance(RaeImages.SecondStage), measured.AssumedPrior());
        Assert.False(File.Exists(stage.Run.ModelFile)); // the first stage's run has it
        using var model = stage.Load();
    }

    [Fact]
    public void GivenAnotherProfileUnderTheSameName_WhenOpened_ThenTheErrorNamesTheField()
    {
        Assert.NotNull(Experiment().Run);
        var other = Profile with { TrainImages = 1_000 };
        var again = new RaeExperiment(other, RaeModel.Named("RAE"), 1, digits.Data, Path.Combine(_out.Path, "runs", "rae"));
        Refusal.Of<InvalidDataException>(() => again.Run, "data.train_images: 2000 there, 1000 asked");
    }

    [Fact]
    public void GivenAProfileThatComparesStatistics_WhenMeasured_ThenTheSameWeightsAreMeasuredWithRunningAveragesToo()
    {
        using var scope = NewDisposeScope();
        var experiment = Experiment("RAE-SN", profile: RaeProfile.Smoke);
        Assert.True(experiment.TryFinish(new ExperimentControl(Compute.Cpu, null, _ => { }, CancellationToken.None)));
        var results = experiment.Results();
        Assert.Equal(["", RaeExperiment.RunningAverages], results.Select(r => r.Arm));
        Assert.NotEqual(results[0].SquaredError(), results[1].SquaredError());
        Assert.Equal(Kinds(results[0]), Kinds(results[1]));
        using var estimated = Safetensors.Read(experiment.Run.ModelFile);
        using var averages = Safetensors.Read(experiment.Run.File("model-running.safetensors"));
        Assert.Equal(estimated.Tensors.Keys.Order(), averages.Tensors.Keys.Order());
        var different = estimated.Tensors.Where(t => !t.Value.equal(averages.Tensors[t.Key]).all().item<bool>()).Select(t => t.Key);
        Assert.NotEmpty(different);
        Assert.All(different, name => Assert.Matches("running_(mean|var)$", name));
        // Models of other arms and seeds, and the two-stage VAE, which has no training of its own, are measured once.
        Assert.Single(Experiment("2sVAE", profile: RaeProfile.Smoke).Requires);
    }

    [Fact]
    public void GivenALongTraining_WhenMeasuredOnTheWay_ThenEachClaimSaysAtEachStopHowManyComparisonsHold()
    {
        using var scope = NewDisposeScope();
        var run = RaeChapter.Scale.Run(new RunRequest("smoke", _out.Path));
        Assert.Equal(
            RaeScale.Models.SelectMany(m => new[] { (m, 20.0), (m, 40.0) }), run.Measurements.Select(m => (m.Model, m.Axis!.Value)));
        Assert.All(run.Measurements, m => Assert.Equal(("scale-w2", RaeScale.Seed), (m.Arm, m.Seed)));
        Assert.NotEqual(run.Measurements[0].Mixture(), run.Measurements[1].Mixture());
        var tables = run.Part.Tables(run).ToDictionary(t => t.Name, t => t.Table.ToMarkdown());
        Assert.Contains("width 2, 40 steps", tables["scale-claims"], StringComparison.Ordinal);
        Assert.Matches(@"rae/R1 +\| \d of 4 +\| \d of 4", tables["scale-claims"]);
        Assert.DoesNotContain("–", tables["scale-claims"], StringComparison.Ordinal);
        Assert.Equal(4, run.Part.Figures(run).Single().Figure.Spec.Layers.OfType<LineLayer>().Count(l => l.Name is not null));
    }

    [Fact]
    public void GivenBothFormatsOfProducts_WhenTrained_ThenTheTableHasTheirRatiosAndTheyDiffer()
    {
        using var scope = NewDisposeScope();
        var run = RaeChapter.Precisions.Run(new RunRequest("smoke", _out.Path));
        Assert.Equal(["fp32", "bf16", "fp32", "bf16"], run.Measurements.Select(m => m.Arm));
        Assert.NotEqual(run.Measurements[0].SquaredError(), run.Measurements[1].SquaredError());
        Assert.InRange(run.Measurements[1].SquaredError() / run.Measurements[0].SquaredError(), 0.8, 1.25);
        var table = run.Part.Tables(run).Single().Table.ToMarkdown();
        Assert.Equal(8, Regex.Count(table, @"\| \d+\.\d\d, one seed"));
    }

    [Fact]
    public void GivenTheArmWithFewDigits_WhenNamed_ThenItHasAFolderAndATitleOfItsOwn()
    {
        var few = Experiment(arm: RaeExperiment.FewDigits);
        Assert.Equal(("rae", RaeExperiment.FewDigits, "RAE, few digits, seed 1"), (few.Model, few.Arm, few.Title));
        Assert.NotEqual(Experiment().Path, few.Path);
    }

    [Fact]
    public void GivenTwoCodes_WhenWalkedBetween_ThenTheStepsAreEvenAndTheEndsExact()
    {
        using var scope = NewDisposeScope();
        var walk = RaePictures.Walk(tensor(new[] { 0f, 8 }), tensor(new[] { 4f, 0 }), 5);
        Assert.Equal([0, 8, 1, 6, 2, 4, 3, 2, 4, 0], walk.flatten().data<float>().ToArray());
    }

    [Fact]
    public void GivenFewPicturesInColor_WhenAModelIsTrained_ThenNetsAndWeightsAreThoseOfTheSetAndStepsAsManyAsOnDigits()
    {
        var set = RaeDataSet.Pictograms with
        {
            Load = () => new(NoisePictures.InColor(300, 1, 10), NoisePictures.InColor(150, 2, 10)),
            Most = (200, 50, 60),
        };
        var profile = set.Sized(Profile);
        Assert.Equal((200, 10, 50, 60), (profile.TrainImages, profile.Epochs, profile.ValidationImages, profile.EvaluationImages));
        Assert.Equal(Profile, RaeDataSet.Clothes.Sized(Profile));
        using var data = new RaeData(profile, set: set);
        var runs = Path.Combine(_out.Path, "runs", "rae");
        var model = set.Models(["rae-gp"]).Single();
        var experiment = new RaeExperiment(profile, model, 1, new(() => data), runs, set.Id, set);
        var measured = Measure(experiment);
        Assert.Equal(("emoji", "emoji"), (measured.Arm, measured.Data));
        Assert.Equal("smoke-rae-gp-emoji-f2-d64-e10-s1", Path.GetFileName(experiment.Path));
        Assert.All(measured.Numbers, n => Assert.True(double.IsFinite(n.Value), n.Key));
        using var trained = Assert.IsType<RegularizedAutoencoder>(experiment.Load());
        Assert.Equal((64, 5, 3, 2), (trained.Settings.Net.Side, trained.Settings.Net.Kernel, trained.Settings.Net.Channels,
            trained.Settings.Net.Width));
        Assert.Equal(0.0384, trained.Settings.LatentWeight, 1e-9); // rae.md §2.3, CelebA
        Assert.Equal(new long[] { 50, 3, 64, 64 }, RaeData.Input(data.Validation).shape);
    }
}
