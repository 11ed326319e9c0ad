using System.Security.Cryptography;
using Reining.Data;
using Reining.Models;
using Reining.Tests.Child;
using Reining.Tests.Data;
using Reining.Tests.Models;
using Reining.Torch;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    static readonly LabeledImages Images = TrainCommand.Disks(80, 16);
    // 4 steps an epoch
    static readonly FitOptions Options = new(3, BatchSize: 16, Seed: 3) { StatsSteps = 1, AverageDecay = 0.8, PlateauPatience = 1 };

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static Autoencoder Model(string name = "VAE", ulong seed = 3)
    {
        using var random = new Generator(seed);
        return SmallModels.All[name](random);
    }

    RunFolder Run(string name = "run") => new(_folder.File(name), Options);

    static Trainer Trainer(Action<FitProgress>? progress = null, FitOptions? options = null) =>
        new(Images.Slice(0, 64), Images.Slice(64, 16), options ?? Options) { OnProgress = progress };

    FitResult Fit(string model, RunFolder run, Action<FitProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var fresh = Model(model);
        return Trainer(progress).Fit(fresh, run, cancellation);
    }

    static string Hash(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));

    [Theory]
    [InlineData("VAE", 1)]
    [InlineData("RAE-GP", 5)]
    [InlineData("RAE-SN", 8)]
    [InlineData("RAE-L2", 11)]
    [InlineData("CV-VAE", 6)]
    [InlineData("WAE, input noise", 7)]
    [InlineData("VAE with discretized logistic", 9)]
    public void GivenARunThatIsCanceled_WhenResumed_ThenItEqualsTheUninterruptedOne(string model, int at)
    {
        var whole = Fit(model, Run("whole"));
        using var cancel = new CancellationTokenSource();
        var e = Assert.Throws<OperationCanceledException>(() => Fit(model, Run("broken"), p =>
        {
            if (p.Step == at)
                cancel.Cancel();
        }, cancel.Token));
        Assert.Contains($"stopped at step {at} of 12", e.Message, StringComparison.Ordinal);
        Assert.Equal((Run("broken").CheckpointFile(at), at), Run("broken").NewestCheckpoint());

        var resumed = Fit(model, Run("broken"));

        Assert.Equal(whole, resumed);
        Assert.Equal(Hash(Run("whole").ModelFile), Hash(Run("broken").ModelFile));
        Assert.Equal(Hash(Run("whole").CheckpointFile(12)), Hash(Run("broken").CheckpointFile(12)));
    }

    [Fact]
    public void GivenAFinishedRun_WhenFittedAgain_ThenNoStepIsTakenAndTheModelGetsTheChosenWeights()
    {
        var run = Run();
        var first = Fit("VAE", run);
        var stats = File.ReadAllText(run.File("stats.jsonl"));
        var hash = Hash(run.ModelFile);

        using var other = Model(seed: 99);
        var second = Trainer(_ => Assert.Fail("a step was taken")).Fit(other, run);

        Assert.Equal(first, second);
        Assert.Equal(stats, File.ReadAllText(run.File("stats.jsonl")));
        Assert.Equal(hash, Hash(run.ModelFile));
        using var file = Safetensors.Read(run.ModelFile);
        Assert.All(Weights.Named(other), w => Assert.True(w.Value.equal(file.Tensors[w.Key]).all().item<bool>(), w.Key));
        Assert.False(other.training);
    }

    [Fact]
    public void GivenARun_WhenFinished_ThenTheBestEpochsWeightsAreKeptAndTheirLossIsTheReportedOne()
    {
        using var scope = NewDisposeScope();
        // Black on white: what the net learns from white on black makes it worse from some epoch on.
        var negatives = new LabeledImages(
            "negatives", [.. Enumerable.Range(64, 16).SelectMany(i => Images.Pixels(i).ToArray().Select(p => (byte)(255 - p)))],
            new byte[16], 1, 16, 16, ["disk"]);
        var options = Options with { Epochs = 6, Adam = new AdamOptions(0.05), AverageDecay = null };
        var run = new RunFolder(_folder.File("run"), options);
        using var model = Model();
        var result = new Trainer(Images.Take(64), negatives, options).Fit(model, run);

        var losses = run.ReadStats().Where(s => s.ContainsKey("validation_loss")).Select(s => (double)s["validation_loss"]!).ToArray();
        Assert.Equal(6, losses.Length);
        Assert.True(losses[^1] > losses.Min(), "the last epoch is the best one: nothing is tested");
        Assert.Equal(losses.Min(), result.BestValidationLoss);
        Assert.Equal(Array.IndexOf(losses, losses.Min()) + 1, result.BestEpoch);
        using var noGrad = no_grad();
        using var random = RandomStream.Generator(Options.Seed, RandomPurpose.Validation);
        Assert.Equal(result.BestValidationLoss, model.Loss(negatives.Images(), random).Total.ToDouble(), 1e-6 * result.BestValidationLoss);
        Assert.Equal(Enumerable.Range(1, 24), run.ReadStats().Where(s => s.ContainsKey("loss")).Select(s => (int)s["step"]!));
    }

    [Fact]
    public void GivenACheckpointOfAnotherModel_WhenResumed_ThenTheErrorSaysSo()
    {
        Fit("VAE", Run());
        Refusal.Of<InvalidDataException>(() => Fit("RAE", Run()), "checkpoint of another architecture");
        Refusal.Of<InvalidDataException>(() => Fit("VAE, 5x5, color", Run()), "checkpoint of another architecture");
    }

    [Fact]
    public void GivenACheckpointThatIsCut_WhenResumed_ThenTheErrorNamesTheFileAtEveryLength()
    {
        Fit("VAE", Run());
        var path = Run().CheckpointFile(12);
        var bytes = File.ReadAllBytes(path);
        foreach (var length in new[] { 0, 7, 8, 100, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(path, bytes[..length]);
            Refusal.Of<InvalidDataException>(() => Fit("VAE", Run()), path);
        }
        File.WriteAllBytes(path, bytes);
        Fit("VAE", Run());
    }

    [Theory]
    [InlineData("kept/model/encoder.dense.bias", null, "Load kept: expected 'model/encoder.dense.bias' 3, got nothing")]
    [InlineData("adam/model/step.encoder.dense.bias", null, "Load adam/model: expected 'step.encoder.dense.bias' scalar, got nothing")]
    [InlineData("average/average/model/encoder.dense.bias", null, "Load average/average: expected")]
    [InlineData("format", null, "expected a checkpoint of format 2, got one of an earlier version")]
    [InlineData("format", "3", "got format 3; go on with the version that wrote it")]
    [InlineData("step", null, "expected 'step' in its header, got none")]
    [InlineData("step", "twelve", "expected a number for 'step' in its header, got 'twelve'")]
    [InlineData("kept_score", "", "expected a number for 'kept_score' in its header, got ''")]
    [InlineData("rate/model", null, "expected 'rate/model' in its header, got none")]
    public void GivenACheckpointWithAPartMissingOrWrong_WhenResumed_ThenTheErrorNamesIt(string part, string? replacement, string expected)
    {
        Fit("VAE", Run());
        var path = Run().CheckpointFile(12);
        using (var file = Safetensors.Read(path))
        {
            var metadata = file.Metadata.Where(m => m.Key != part).ToDictionary();
            if (replacement is not null)
                metadata[part] = replacement;
            Safetensors.Write(path, file.Tensors.Where(t => t.Key != part), metadata);
        }
        Refusal.Of<InvalidDataException>(() => Fit("VAE", Run()), expected);
    }

    [Theory]
    [InlineData(1)] // the loss of each step is looked at
    [InlineData(1000)] // only the weights, when they are about to be saved
    public void GivenALearningRateThatDiverges_WhenTrained_ThenItStopsAndTheLastCheckpointIsFinite(int statsSteps)
    {
        var options = Options with { Adam = new AdamOptions(1e36), StatsSteps = statsSteps, CheckpointSteps = 1 };
        var run = new RunFolder(_folder.File("run"), options);
        using var model = Model("AE");
        var e = Assert.Throws<ArithmeticException>(() => Trainer(options: options).Fit(model, run));
        Assert.Matches(
            @"Train step \d+: expected .*finite .*got .*; lower the learning rate \(now 1E\+36\)\. The last checkpoint is kept\.",
            e.Message);
        if (run.NewestCheckpoint() is { } newest)
        {
            using var file = Safetensors.Read(newest.Path);
            Assert.All(file.Tensors, t => Assert.True(t.Value.isfinite().all().item<bool>(), t.Key));
        }
        Assert.False(File.Exists(run.ModelFile));
    }

    [Fact]
    public void GivenNoValidationImagesOrTooFewForABatch_WhenTrained_ThenTheErrorSaysSo()
    {
        using var model = Model();
        Refusal.Of<ArgumentException>(() => new Trainer(Images, Images.Take(0), Options).Fit(model, Run()), "validation images, got none");
        Refusal.Of<ArgumentException>(() => new Trainer(Images.Take(15), Images, Options).Fit(model, Run()), "batch size from 1 to");
    }

    [SkippableFact]
    public void GivenADiskThatFills_WhenTrained_ThenTheErrorSaysSoAndTheRunGoesOnWhenThereIsRoom()
    {
        using var disk = SmallDisk.Mount(kibibytes: 600);
        using var whole = Model("AE");
        var expected = Trainer().Fit(whole, Run());
        var run = new RunFolder(Path.Combine(disk.Path, "run"), Options);
        var filler = Path.Combine(disk.Path, "filler");

        var e = Assert.Throws<IOException>(() => Fit("AE", run, p =>
        {
            if (p.Step == 5)
                Fill(filler);
        }));
        Assert.Contains("No space left on device", e.Message, StringComparison.Ordinal);
        Assert.Contains(run.Path, e.Message, StringComparison.Ordinal);

        File.Delete(filler);
        Assert.Equal(expected, Fit("AE", run));
        Assert.Equal(Hash(Run().ModelFile), Hash(run.ModelFile));
    }

    static void Fill(string file)
    {
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 1);
        try
        {
            while (true)
                stream.Write(new byte[512]);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    [Fact]
    public void GivenATrainedRun_WhenEverythingIsDisposed_ThenNoTensorStaysAlive()
    {
        var before = LiveTensors.OnThisThread;
        Fit("RAE-GP", Run());
        Assert.Equal(before, LiveTensors.OnThisThread);
    }

    [Fact]
    public void GivenANotebookHost_WhenItShowsProgress_ThenThereIsABarAndTheText()
    {
        var shown = NotebookHost.Show(new FitProgress(3, 12, 1, 0.5, double.NaN, 80));
        Assert.StartsWith("<progress value=\"3\" max=\"12\"></progress> step 3/12", shown["text/html"]);
        Assert.Equal("step 3/12, loss 0.50, 80 img/s", shown["text/plain"]);
    }
}
