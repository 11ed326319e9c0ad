using System.Text.Json.Nodes;
using Reining.Models;
using Reining.Tests.Data;
using Reining.Torch;
using Reining.Training;

namespace Reining.Tests.Training;

public sealed class RunFolderTests : IDisposable
{
    static readonly FitOptions Options = new(3, BatchSize: 16) { AverageDecay = 0.9 };
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    RunFolder Run(FitOptions? fit = null) =>
        new(_folder.File("run"), new { Model = "VAE", Net = ConvNetOptions.Mnist(2), Fit = fit ?? Options, Seeds = new[] { 1, 2 } });

    [Fact]
    public void GivenANewFolder_WhenOpened_ThenItsConfigurationIsThereAndItsEnvironmentOnceItTrains()
    {
        var run = Run();
        var config = JsonNode.Parse(File.ReadAllText(run.File("config.json")))!;
        Assert.Equal(
            (3, 16, 0.9), ((int)config["fit"]!["epochs"]!, (int)config["fit"]!["batch_size"]!, (double)config["fit"]!["average_decay"]!));
        Assert.False(File.Exists(run.File("environment.json"))); // nothing has trained yet
        run.WriteEnvironment(Compute.Cpu);
        var environment = JsonNode.Parse(File.ReadAllText(run.File("environment.json")))!.AsObject();
        Assert.All(
            new[] { "engine", "libtorch", "device", "threads", "dotnet", "commit", "compute" }, key => Assert.Contains(key, environment));
        Assert.Null(run.NewestCheckpoint());
        Assert.Empty(run.ReadStats());
    }

    [Fact]
    public void GivenTheSameOptions_WhenOpenedAgain_ThenNothingIsWritten()
    {
        var file = Run().File("config.json");
        var written = File.GetLastWriteTimeUtc(file);
        var text = File.ReadAllText(file);
        File.WriteAllText(file, JsonNode.Parse(text)!.ToJsonString()); // other spaces are not other options
        Assert.Equal(file, Run().File("config.json"));
        Assert.True(File.GetLastWriteTimeUtc(file) >= written);
        Assert.NotEqual(text, File.ReadAllText(file));
    }

    [Fact]
    public void GivenOtherOptions_WhenOpened_ThenTheErrorNamesTheFieldWithBothValuesAndTheFileStays()
    {
        var before = File.ReadAllText(Run().File("config.json"));
        var e = Assert.Throws<InvalidDataException>(() => Run(Options with { Epochs = 4, Adam = new AdamOptions(0.02) }));
        Assert.Contains("fit.adam.learning_rate: 0.001 there, 0.02 asked", e.Message, StringComparison.Ordinal);
        Assert.Contains("fit.epochs: 3 there, 4 asked", e.Message, StringComparison.Ordinal);
        Assert.Contains("choose another folder or remove this one", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Run().File("config.json")));
    }

    [Fact]
    public void GivenAnOptionThatIsGone_WhenOpened_ThenTheErrorSaysAbsent()
    {
        var path = Run().Path;
        var e = Assert.Throws<InvalidDataException>(() =>
            new RunFolder(path, new { Net = ConvNetOptions.Mnist(2), Fit = Options, Seeds = new[] { 1, 2 } }));
        Assert.Contains("model: \"VAE\" there, absent asked", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"model\":")]
    [InlineData("null")]
    [InlineData("[1]")]
    public void GivenADamagedConfiguration_WhenOpened_ThenItIsAnErrorOfTheRun(string text)
    {
        File.WriteAllText(Run().File("config.json"), text);
        Assert.StartsWith(
            $"Run '{_folder.File("run")}': expected", Assert.Throws<InvalidDataException>(() => Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenStatsWithLinesThatACrashCut_WhenTruncated_ThenOnlyWholeLinesUpToTheStepStay()
    {
        var run = Run();
        foreach (var step in new[] { 10, 20, 20, 30 })
            run.AppendStats(new JsonObject { ["step"] = step, ["loss"] = 1.5 });
        File.AppendAllText(run.File("stats.jsonl"), "{\"step\":40,\"lo");
        Assert.Equal([10, 20, 20, 30], run.ReadStats().Select(s => (int)s["step"]!));

        run.TruncateStats(20);
        run.AppendStats(new JsonObject { ["step"] = 21 });

        Assert.Equal(
            ["{\"step\":10,\"loss\":1.5}", "{\"step\":20,\"loss\":1.5}", "{\"step\":20,\"loss\":1.5}", "{\"step\":21}"],
            File.ReadAllLines(run.File("stats.jsonl")));
    }

    [Fact]
    public void GivenSeveralCheckpoints_WhenAskedForTheNewest_ThenItIsTheOneOfTheHighestStep()
    {
        var run = Run();
        foreach (var step in new long[] { 5, 100, 99_999_999, 123_456_789 })
            File.WriteAllText(run.CheckpointFile(step), "");
        string[] others =
        [
            "checkpoint-x.safetensors", "checkpoint-00000200.safetensors.12.tmp", "checkpoint--1.safetensors", "model.safetensors",
        ];
        foreach (var other in others)
            File.WriteAllText(run.File(other), "");

        Assert.Equal((run.File("checkpoint-123456789.safetensors"), 123_456_789), run.NewestCheckpoint());
        run.RemoveCheckpointsBefore(99_999_999);
        Assert.Equal(
            [
                "checkpoint--1.safetensors", "checkpoint-00000200.safetensors.12.tmp", "checkpoint-123456789.safetensors",
                "checkpoint-99999999.safetensors", "checkpoint-x.safetensors",
            ],
            Directory.GetFiles(run.Path, "checkpoint*").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void GivenAHeldFolder_WhenHeldAgain_ThenTheSecondWaitsUntilTheFirstLetsGo()
    {
        var run = Run();
        using (run.Hold())
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(0.3));
            Assert.Contains("another process", Assert.Throws<OperationCanceledException>(() => Run().Hold(patience.Token)).Message);
        }
        Run().Hold(new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token).Dispose();
    }

    [Fact]
    public void GivenAHeldFolder_WhenTried_ThenTheAnswerIsNoAtOnceAndYesWhenTheFirstLetsGo()
    {
        var run = Run();
        File.WriteAllText(run.File("model.safetensors.12.tmp"), "left by a process that was killed");
        using (run.TryHold())
        {
            Assert.Empty(Directory.GetFiles(run.Path, "*.tmp"));
            Assert.Null(Run().TryHold());
        }
        using var again = Run().TryHold();
        Assert.NotNull(again);
    }

    [Fact]
    public void GivenAFolderBelowAFile_WhenOpened_ThenTheErrorNamesIt()
    {
        File.WriteAllText(_folder.File("file"), "");
        var e = Assert.Throws<IOException>(() => new RunFolder(_folder.File("file/run"), Options));
        Assert.Contains(_folder.File("file/run"), e.Message, StringComparison.Ordinal);
        Assert.Contains("choose a folder that can be written", e.Message, StringComparison.Ordinal);
    }
}
