using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Reining.Tests.Child;
using Reining.Tests.Data;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Tests.Training;

/// <summary>
/// A plan with several nets, phases, averages and a state, killed again and again, ends with the same bits as one that was not.
/// </summary>
public sealed class PlanResumeTests : IDisposable
{
    const string LastCheckpoint = "checkpoint-00000120.safetensors";

    static readonly (string Moment, int Nth)[] Kills =
    [
        ("0.critic", 1), // in the first step, before any checkpoint
        ("5.codes", 1), // between two phases, still before one
        ("7.supervised", 1), // at the beginning of the step after a checkpoint
        ("12.penalty", 1), // before the lazy phase
        ("statistics", 3), // while batch statistics are estimated
        ("20.critic", 1),
        ("41.codes", 1),
        ("validation", 1), // before the third epoch's weights are judged
        ("77.critic", 1), // just after a checkpoint
        ("116.penalty", 1), // the last lazy phase
    ];

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void GivenAPlanKilledAtTenMoments_WhenResumed_ThenEveryFileEqualsThoseOfAnUninterruptedRun()
    {
        var (whole, broken) = (_folder.File("whole"), _folder.File("broken"));
        var finished = ChildProcess.Run("plan", whole, "none", "1");
        Assert.True(finished.ExitCode == 0, finished.Error);

        foreach (var (moment, nth) in Kills)
        {
            using var process = ChildProcess.Start("plan", broken, moment, $"{nth}");
            Assert.Equal(moment, process.StandardOutput.ReadLine());
            process.Kill(); // SIGKILL: no handler runs
            process.WaitForExit();
            Assert.False(File.Exists(Path.Combine(broken, "encoder.safetensors")), "the run ended before it could be killed");
        }
        Assert.Equal(0, ChildProcess.Run("plan", broken, "none", "1").ExitCode);

        string[] files = ["encoder", "classifier", "critic", "encoder-ramped"];
        Assert.All([.. files.Select(f => $"{f}.safetensors"), LastCheckpoint], file => Assert.Equal(Hash(whole, file), Hash(broken, file)));
        Assert.False(File.Exists(Path.Combine(whole, "critic-ramped.safetensors")), "the critic's only average is its weights");
        Assert.True(File.ReadLines(Path.Combine(broken, "log.txt")).Count(l => l.Contains("resume", StringComparison.Ordinal)) >= 8);
        AssertUsed(whole);
    }

    /// <summary>Everything in the plan has left its trace, so that equal files mean something.</summary>
    static void AssertUsed(string folder)
    {
        using var scope = NewDisposeScope();
        using var checkpoint = Safetensors.Read(Path.Combine(folder, LastCheckpoint));
        var tensors = checkpoint.Tensors;
        Assert.True((tensors["state/codes"].abs().sum(1) > 0).all().item<bool>(), "a code was never stored");
        Assert.NotEqual("0.02", checkpoint.Metadata["state/strength"]);
        Assert.NotEqual("0.01", checkpoint.Metadata["rate/encoder"]); // the plateau halved it
        Assert.Equal(PlanCommand.Steps, tensors["adam/classifier/step.output.weight"].item<float>());
        Assert.Equal(2 * PlanCommand.Steps, tensors["adam/encoder/step.conv.weight"].item<float>());
        Assert.Equal(
            PlanCommand.Steps + PlanCommand.Steps / PlanExample.PenaltyEvery, tensors["adam/critic/step.output.weight"].item<float>());
        string[] parts = ["net", "kept", "average/slow", "average/ramped"];
        Tensor[] weights = [.. parts.Select(part => tensors[$"{part}/encoder/conv.weight"])];
        Assert.All(weights.Skip(1), other => Assert.False(other.equal(weights[0]).all().item<bool>()));

        var stats = File.ReadLines(Path.Combine(folder, "stats.jsonl")).Select(l => JsonNode.Parse(l)!.AsObject());
        var lines = stats.Where(l => l.ContainsKey("supervised.loss")).ToArray();
        Assert.All(lines, line => Assert.All(
            ["codes.pull", "critic.coded", "penalty.loss", "strength", "encoder.learning_rate"], key => Assert.Contains(key, line)));
        var rates = lines.Select(l => (double)l["critic.learning_rate"]!).ToArray();
        Assert.Equal(rates.OrderDescending(), rates);
        Assert.True(rates[^1] < 1e-4, "the cosine did not end near zero");
    }

    static string Hash(string folder, string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, file))));
}
