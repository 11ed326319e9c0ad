using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Reining.Data;
using Reining.Models;
using Reining.Tests.Data;
using Reining.Torch;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Tests.Training;

public sealed class InvGanTrainerTests : IDisposable
{
    const int Steps = 20;

    static readonly LabeledImages Images = Bars();
    static readonly InvGanOptions Small = new() { Side = 8, CodeSize = 4, PriorSize = 4, MappingWidth = 8, Width = 8 };

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>96 pictures of a bright row or column at one of eight places, and noise.</summary>
    static LabeledImages Bars()
    {
        var random = new Random(1);
        var pixels = new byte[96 * 64];
        for (var i = 0; i < 96; i++)
        {
            for (var p = 0; p < 64; p++)
            {
                var place = i % 2 == 0 ? p / 8 : p % 8;
                pixels[i * 64 + p] = (byte)(random.Next(40) + (place == i / 2 % 8 ? 200 : 0));
            }
        }
        return new("bars", pixels, [.. Enumerable.Range(0, 96).Select(i => (byte)(i % 2))], 1, 8, 8, ["row", "column"]);
    }

    static InvGan Model(InvGanOptions? options = null)
    {
        using var random = new Generator(1);
        return new InvGan(options ?? Small, random);
    }

    static InvGanTraining Options(int steps = Steps) => new(steps, BatchSize: 16) { PenaltyEvery = 4, StatisticsBatches = 3 };

    static string[] Hashes(string folder) =>
        [.. new[] { "discriminator", "generator", "mapping" }
            .Select(n => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, $"{n}.safetensors")))))];

    string Train(string name, int stopAt = 0, InvGanOptions? options = null)
    {
        var run = new RunFolder(_folder.File(name), new { Options = 1 });
        using var stop = new CancellationTokenSource();
        using var model = Model(options);
        var trainer = new InvGanTrainer(Images, Options())
        {
            StatsSteps = 1,
            OnProgress = p =>
            {
                if (p.Step == stopAt)
                    stop.Cancel();
            },
        };
        if (stopAt > 0)
        {
            Assert.Throws<OperationCanceledException>(() => trainer.Fit(model, run, stop.Token));
            return Train(name, 0, options);
        }
        trainer.Fit(model, run, stop.Token);
        return run.Path;
    }

    // Without speed and memory, and without the newest penalty, which a resumed run does not know before the next one.
    static string[] Losses(string folder) =>
    [
        .. File.ReadLines(Path.Combine(folder, "stats.jsonl")).Select(l => string.Join(", ", JsonNode.Parse(l)!.AsObject()
            .Where(v => v.Key.Split('.')[0] is "discriminator" or "generator")
            .Select(v => $"{v.Key} {v.Value}"))),
    ];

    [Fact]
    public void GivenAFixedSeed_WhenTrainedTwice_ThenLossesAndWeightsAreBitEqual()
    {
        using var one = OneThread.Begin();
        var (first, second) = (Train("first"), Train("second"));
        Assert.Equal(Hashes(first), Hashes(second));
        Assert.Equal(Steps, Losses(first).Length);
        Assert.Equal(Losses(first), Losses(second));
    }

    [Theory]
    [InlineData(1)] // before the first penalty that is not the first step's
    [InlineData(7)]
    [InlineData(13)]
    public void GivenATrainingThatWasStopped_WhenItGoesOn_ThenItEndsAsTheOneThatWasNot(int step)
    {
        var classes = Small with { Classes = 2 };
        var (whole, broken) = (Train("whole", options: classes), Train("broken", step, classes));
        Assert.Contains("resume at step", File.ReadAllText(Path.Combine(broken, "log.txt")), StringComparison.Ordinal);
        Assert.Equal(Hashes(whole), Hashes(broken));
        Assert.Equal(Losses(whole), Losses(broken));
    }

    [Fact]
    public void GivenMixedBatches_WhenAStepIsTaken_ThenHalfOfTheInputsAreTheCodesOfTheStepBefore()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var state = new TrainingState();
        var plan = new InvGanTrainer(Images, Options()).Plan(model, state);
        using var random = new Generator(1);
        var before = state.Tensors["codes"].clone(); // draws, as no image has a code yet
        var first = plan.Batch(0, random);
        model.train();
        plan.Phases[^1].Loss(plan.Shared!(first, random), random);
        var stored = state.Tensors["codes"];
        Assert.True(stored.allclose(model.Discriminator.Read(first.Images).Code));
        Assert.False(stored.allclose(before));

        var second = plan.Batch(1, random);
        Assert.Equal((8, 8), ((int)second.Noise.shape[0], (int)second.Order!.shape[0]));
        Assert.Equal(8, second.Order!.unique().output.numel()); // no code twice
        var codes = model.Make(second with { Stored = stored.index_select(0, second.Order!) }).Codes; // (16, 4)
        var equal = (codes.unsqueeze(1) - stored.unsqueeze(0)).abs().sum(2) < 1e-6; // (16, 16)
        Assert.Equal(8, equal.any(1).sum().ToInt64());
    }

    [Fact]
    public void GivenPictures_WhenTrained_ThenTheLoopClosesAndSamplesAreTheAverages()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        double Residual()
        {
            using var random = new Generator(5);
            using var noGrad = no_grad();
            var codes = model.Mapping.Codes(randn(200, 4, generator: random));
            return (model.Discriminator.Read(model.Generator.forward(codes)).Code - codes).square().mean().ToDouble();
        }
        model.train();
        var before = Residual();
        new InvGanTrainer(Images, Options(300) with { Adam = new(2e-3, Beta1: 0.5, Beta2: 0.99) }).Fit(model);
        Assert.False(model.training || model.Generator.training);
        var after = Residual();
        Assert.True(after < 0.7 * before, $"{before} to {after}");
    }

    [Fact]
    public void GivenAModelWithoutClasses_WhenABatchIsMade_ThenNoLabelIsLookedAt()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var state = new TrainingState();
        using var random = new Generator(1);
        var batch = new InvGanTrainer(Images, Options()) { Known = Images.Take(10) }.Plan(model, state).Batch(0, random);
        Assert.True(batch.KnownImages is null && batch.KnownClasses is null && batch.DrawnClasses is null);
    }

    [Fact]
    public void GivenFewLabels_WhenBatchesAreMade_ThenOnlyThoseAreKnownAndMadeImagesAreTrustedInTheSecondHalf()
    {
        using var scope = NewDisposeScope();
        using var model = Model(Small with { Classes = 2 });
        using var state = new TrainingState();
        using var random = new Generator(1);
        var labeled = Images.Slice(40, 12);
        var options = Options() with { KnownBatchSize = 4 };
        var plan = new InvGanTrainer(Images, options) { Known = labeled }.Plan(model, state);
        var batches = Enumerable.Range(0, Steps).Select(step => plan.Batch(step, random)).ToList();
        var firstPass = cat([.. batches.Take(3).Select(b => b.KnownImages!)]); // (12, 1, 8, 8)
        var distances = (firstPass.unsqueeze(1) - labeled.Images()).square().flatten(2).sum(2); // (12, 12)
        var which = distances.argmin(1); // (12,)
        Assert.Equal(0, distances.min(1).values.sum().ToDouble());
        Assert.Equal(12, which.unique().output.numel());
        var classes = cat([.. batches.Take(3).Select(b => b.KnownClasses!)]); // (12,)
        Assert.True(classes.equal(labeled.Labels().index_select(0, which)).all().ToBoolean());
        Assert.Equal(Enumerable.Range(0, Steps).Select(s => s >= Steps / 2), batches.Select(b => b.TrustsMade));
    }

    [Fact]
    public void GivenAnOddBatch_WhenAskedFor_ThenTheErrorSaysWhy() =>
        Assert.Contains("even", Assert.Throws<ArgumentOutOfRangeException>(() => new InvGanTraining(10, 15)).Message);
}
