using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Cli.Tests;

/// <summary>Finished runs are kept without checkpoints, and are read back from the copy.</summary>
public sealed class KeepTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("reining-keep-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string Out => Path.Combine(_folder, "out");

    string Kept => Path.Combine(_folder, "kept");

    [Fact]
    public void GivenFinishedRuns_WhenKept_ThenTheyAreReadBackWithoutAStepAndOnlyNamedOnesHavePictures()
    {
        string[] run = ["run", "rae", "--claim", "rae/R4", "--profile", "smoke", "--out"];
        var (exitCode, output, error) = Cli.Run([.. run, Out]);
        Assert.True(exitCode == 0, output + error);
        const string Rae = "smoke-rae-f2-d16-e1-s1", Ae = "smoke-ae-f2-d16-e1-s1";
        var kept = Cli.Run("keep", Out, Kept, "--whole", Rae, "classifier-0");
        Assert.Equal((0, ""), (kept.ExitCode, kept.Error));
        Assert.Matches(@"^kept \d runs, \d\.\d MB, in ", kept.Output);

        string[] FilesOf(string name) =>
        [
            .. Directory.GetFiles(Path.Combine(Kept, "runs", "rae", name)).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal),
        ];
        Assert.Equal(["config.json", "finished.json", "result.json"], FilesOf(Ae));
        Assert.Equal(
            ["config.json", "finished.json", "model.safetensors", "overview.png", "reals.png", "result.json", "samples-00000020.png"],
            FilesOf(Rae));
        Assert.Equal(["config.json", "model.safetensors"], FilesOf("classifier-0"));

        var again = Cli.Run([.. run, Kept]);
        Assert.True(again.ExitCode == 0, again.Output + again.Error);
        Assert.DoesNotContain("step 1/", again.Output, StringComparison.Ordinal);
        Assert.Contains("rae/R4 undecided", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenWeightsOfMoreThanAMegabyte_WhenKept_ThenTheyAreHalvedAndWholeNumbersAreNot()
    {
        using var scope = NewDisposeScope();
        var run = Directory.CreateDirectory(Path.Combine(Out, "runs", "toy", "large")).FullName;
        File.WriteAllText(Path.Combine(run, "config.json"), "{}");
        File.WriteAllText(Path.Combine(run, "result.json"), "[]");
        var weights = linspace(-1, 1, 300_000);
        Safetensors.Write(
            Path.Combine(run, "model.safetensors"),
            new Dictionary<string, Tensor> { ["weight"] = weights, ["count"] = tensor(7L) });

        Assert.Equal(0, Cli.Run("keep", Out, Kept, "--whole", "large").ExitCode);
        var file = Path.Combine(Kept, "runs", "toy", "large", "model.safetensors");
        Assert.InRange(new FileInfo(file).Length, 600_000, 610_000);
        using var read = Safetensors.Read(file);
        Assert.Equal((ScalarType.Float16, 7L), (read.Tensors["weight"].dtype, read.Tensors["count"].item<long>()));
        Assert.True((read.Tensors["weight"].to(ScalarType.Float32) - weights).abs().max().item<float>() < 5e-4);
    }

    [Fact]
    public void GivenNoRunsOrAWrongName_WhenKept_ThenOneSentenceSaysSo()
    {
        var (exitCode, _, error) = Cli.Run("keep", Out, Kept);
        Assert.Equal(2, exitCode);
        Assert.Contains("expected the folder", error, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(Out, "runs"));
        (exitCode, _, error) = Cli.Run("keep", Out, Kept, "--whole", "nothing");
        Assert.Equal(2, exitCode);
        Assert.Contains("got 'nothing'", error, StringComparison.Ordinal);
    }
}
