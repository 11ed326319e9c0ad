using System.Text.Json.Nodes;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Cli.Tests;

public class BenchCommandTests
{
    [Fact]
    public void GivenOneRound_WhenComparing_ThenTheLastLineIsTheDesignsJsonAndAllSidesDidTheSameWork()
    {
        var (exitCode, output, error) =
            Cli.Run("bench", "rae-step", "--widths", "2", "--rounds", "1", "--steps", "1", "--threads", "1", "--json");

        Assert.True(exitCode == 0, error);
        var json = JsonNode.Parse(output.TrimEnd().Split('\n')[^1])!.AsObject();
        Assert.Equal("rae-step", (string?)json["bench"]);
        Assert.Equal(["bench", "ratio", "ours", "theirs", "device", "threads", "precision"], json.Select(p => p.Key).Take(7));
        Assert.Equal(1, (int)json["threads"]!);
        Assert.Equal("fp32", (string?)json["precision"]);
        var (min, median, max) = ((double)json["ratio"]!["min"]!, (double)json["ratio"]!["median"]!, (double)json["ratio"]!["max"]!);
        Assert.True(0 < min && min <= median && median <= max);
        var cases = json["cases"]!.AsArray();
        Assert.NotEmpty(cases);
        foreach (var pair in cases)
        {
            Close(pair!, "value_first", 1e-4);
            Close(pair!, "value_last", 1e-3);
            Assert.True((long)pair!["ours"]!["peak_mib"]! > 0 && (long)pair["theirs"]!["peak_mib"]! > 0);
        }
        Assert.Contains(cases, c => (string?)c!["theirs"]!["peer"] == "torchsharp");
    }

    [Theory]
    [InlineData("vae-step")]
    [InlineData("sampling")]
    [InlineData("frechet")]
    [InlineData("attack-pgd")]
    [InlineData("stylegan2-step")]
    [InlineData("memory")]
    public void GivenABenchmark_WhenRunOnce_ThenAllSidesDidTheSameWork(string name)
    {
        var (exitCode, output, error) = Cli.Run(
            "bench", name, "--widths", "2", "--batch", "20", "--rounds", "1", "--steps", "1", "--warm-up", "2", "--threads", "1", "--json");

        Assert.True(exitCode == 0, error);
        var json = JsonNode.Parse(output.TrimEnd().Split('\n')[^1])!.AsObject();
        Assert.Equal(name, (string?)json["bench"]);
        Assert.True((double)json["ratio"]!["median"]! > 0);
        Assert.All(json["cases"]!.AsArray(), pair => Close(pair!, "value_last", 1e-3));
    }

    [SkippableFact]
    public void GivenACompiler_WhenHeadsAreDrawnBesideTheFirstProgram_ThenBothDrewTheSameWorld()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Skip.IfNot(path.Any(p => File.Exists(Path.Combine(p, "g++"))), "g++ is missing, with which the peer is compiled");
        var (exitCode, output, error) = Cli.Run("bench", "synth-head", "--side", "16", "--heads", "200", "--rounds", "1", "--json");

        Assert.True(exitCode == 0, error); // the command fails if the photos' brightness differs
        var json = JsonNode.Parse(output.TrimEnd().Split('\n')[^1])!.AsObject();
        Assert.True((double)json["ratio"]!["median"]! > 0 && (double)json["ours_ms"]! > 0 && (double)json["theirs_ms"]! > 0);
        Assert.Equal(2, Cli.Run("bench", "synth-head", "--heads", "0").ExitCode);
    }

    [Fact]
    public void GivenTwoNets_WhenAttacksAreComparedWithoutPeers_ThenEachIsTold()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            foreach (var net in new[] { "plain", "adversarial" })
                Safetensors.Write(Path.Combine(folder.FullName, $"{net}.safetensors"), Weights());

            var (exitCode, output, error) = Cli.Run(
                "bench", "attacks", "--images", "4", "--rounds", "0", "--threads", "1", "--only", "pgd,deepfool", "--nets", folder.FullName,
                "--json");

            Assert.True(exitCode == 0, error);
            var json = JsonNode.Parse(output.TrimEnd().Split('\n')[^1])!.AsObject();
            Assert.Equal(
                [("pgd", "plain"), ("pgd", "adversarial"), ("deepfool", "plain"), ("deepfool", "adversarial")],
                json["cases"]!.AsArray().Select(c => ((string)c!["attack"]!, (string)c["net"]!)));
            Assert.All(json["cases"]!.AsArray(), c => Assert.Equal(3, c!["sides"]![0]!["standing"]!.AsArray().Count));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static Dictionary<string, Tensor> Weights()
        {
            TorchRuntime.Load();
            long[][] shapes = [[16, 1, 4, 4], [32, 16, 4, 4], [128, 32 * 49], [10, 128]];
            var names = new[] { "conv1", "conv2", "dense", "head" };
            using var random = new Generator(1, CPU);
            return names.Zip(shapes).SelectMany(p => new[]
            {
                KeyValuePair.Create($"{p.First}.weight", randn(p.Second, generator: random) / 8),
                KeyValuePair.Create($"{p.First}.bias", zeros(p.Second[0])),
            }).ToDictionary();
        }
    }

    [Fact]
    public void GivenAProfile_WhenAsked_ThenItNamesThePartsOfAStep()
    {
        var (exitCode, output, error) =
            Cli.Run("bench", "rae-step", "--widths", "2", "--rounds", "1", "--threads", "1", "--profile", "--json");

        Assert.True(exitCode == 0, error);
        var profile = JsonNode.Parse(output.TrimEnd().Split('\n')[^1])!["profile"]![0]!;
        Assert.Superset(
            new HashSet<string>
            {
                "convolution", "convolution, backward", "transposed convolution", "batch norm", "optimizer", "batch conversion"
            },
            profile["parts"]!.AsArray().Select(p => (string)p!["group"]!).ToHashSet());
        Assert.True((double)profile["floor_ms"]! > 0);
    }

    [Theory]
    [InlineData("--widths", "16,x", "--widths")]
    [InlineData("--rounds", "0", "--rounds")]
    [InlineData("--python", "/no/such/python", "--python")]
    public void GivenABadOption_WhenRun_ThenOneSentenceNamesIt(string option, string value, string named)
    {
        var (exitCode, _, error) = Cli.Run("bench", "rae-step", option, value);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(named, error);
        Assert.Single(error.Trim().Split('\n'));
    }

    static void Close(JsonNode pair, string name, double tolerance)
    {
        var (ours, theirs) = ((double)pair["ours"]![name]!, (double)pair["theirs"]![name]!);
        Assert.InRange(Math.Abs(ours - theirs) / ours, 0, tolerance);
    }
}
