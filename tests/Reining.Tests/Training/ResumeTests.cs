using System.Security.Cryptography;
using Reining.Tests.Data;

namespace Reining.Tests.Training;

public sealed class ResumeTests(ResumeTests.Uninterrupted uninterrupted) : IClassFixture<ResumeTests.Uninterrupted>, IDisposable
{
    const int Epochs = 4;
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The run that all others are compared with.</summary>
    public sealed class Uninterrupted : IDisposable
    {
        public TemporaryFolder Folder { get; } = new();

        public Uninterrupted() => Assert.Equal(0, ChildProcess.Run("train", Folder.Path, $"{Epochs}").ExitCode);

        public void Dispose() => Folder.Dispose();
    }

    [Theory]
    [InlineData(new[] { 5 })] // before the first checkpoint
    [InlineData(new[] { 8, 30 })] // just after one, then again in a later epoch
    [InlineData(new[] { 16, 33, 50 })] // at the ends of epochs
    public void GivenARunKilledAtAnyMoment_WhenResumed_ThenItsFilesEqualThoseOfAnUninterruptedRun(int[] killSteps)
    {
        var (whole, broken) = (uninterrupted.Folder.Path, _folder.File("run"));

        foreach (var step in killSteps)
        {
            using var process = ChildProcess.Start("train", broken, $"{Epochs}");
            while (process.StandardOutput.ReadLine() is { } line)
            {
                if (int.Parse(line) >= step)
                    break;
            }
            process.Kill(); // SIGKILL: no handler runs
            process.WaitForExit();
            Assert.False(File.Exists(Path.Combine(broken, "model.safetensors")), "the run ended before it could be killed");
        }
        Assert.Equal(0, ChildProcess.Run("train", broken, $"{Epochs}").ExitCode);

        Assert.Equal(Hash(whole, "model.safetensors"), Hash(broken, "model.safetensors"));
        Assert.Equal(Hash(whole, "model-running.safetensors"), Hash(broken, "model-running.safetensors"));
        Assert.NotEqual(Hash(whole, "model.safetensors"), Hash(whole, "model-running.safetensors"));
        Assert.Equal(Hash(whole, "checkpoint-00000064.safetensors"), Hash(broken, "checkpoint-00000064.safetensors"));
        Assert.Equal(Losses(whole), Losses(broken));
    }

    static string Hash(string folder, string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, file))));

    static string[] Losses(string folder) =>
        [.. File.ReadLines(Path.Combine(folder, "stats.jsonl")).Select(l => l.Split("\"learning_rate\"")[0])];
}
