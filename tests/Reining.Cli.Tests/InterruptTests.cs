using System.Diagnostics;
using System.Globalization;

namespace Reining.Cli.Tests;

/// <summary>How long commands end before their time: by a signal, and by the failure of the process beside them.</summary>
public sealed class InterruptTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("reining-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void GivenATraining_WhenASignalComes_ThenACheckpointIsKeptAndTheCommandSaysHowToGoOn(string signal)
    {
        Skip.If(OperatingSystem.IsWindows(), "signals are sent by 'kill'");
        Skip.If(
            signal == "INT" && InterruptIsIgnored(),
            "a shell's background job ignores SIGINT, and so does every program that it starts; run the tests in the foreground");
        using var training = Cli.Start("run", "rae-models", "--profile", "smoke", "--out", _folder);
        var (output, error) = (training.StandardOutput.ReadToEndAsync(), training.StandardError.ReadToEndAsync());
        while (Directory.GetFiles(_folder, "stats.jsonl", SearchOption.AllDirectories).Length == 0
            && !training.HasExited) // a first step was taken
            Thread.Sleep(20);
        using (var kill = Process.Start("kill", [$"-{signal}", FormattableString.Invariant($"{training.Id}")]))
            kill.WaitForExit();
        training.WaitForExit();
        Assert.True(training.ExitCode == 130, output.Result + error.Result);
        Assert.Contains("the same command goes on from there", error.Result, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(_folder, "checkpoint-*.safetensors", SearchOption.AllDirectories));
    }

    [Fact]
    public void GivenAPartThatCannotRun_WhenReproducing_ThenTheRestStopsToo()
    {
        const string Early = "smoke-cv-vae-f2-d16-e1-s1"; // so that the others have hardly begun
        Directory.CreateDirectory(Path.Combine(_folder, "runs", "rae"));
        File.WriteAllText(Path.Combine(_folder, "runs", "rae", Early), ""); // where its folder should be
        var (exitCode, output, error) = Cli.Run("reproduce", "--profile", "smoke", "--out", _folder);
        Assert.Equal(2, exitCode);
        Assert.Contains(Early, output, StringComparison.Ordinal); // its own words
        Assert.Contains("expected a worker, a process beside this one, to end with 0, got 2", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "claims.json")));
    }

    static bool InterruptIsIgnored()
    {
        const string Ignored = "SigIgn:", Status = "/proc/self/status";
        const ulong Interrupt = 1 << 1; // signal 2
        return File.Exists(Status) && File.ReadLines(Status).First(l => l.StartsWith(Ignored, StringComparison.Ordinal)) is var line
            && (ulong.Parse(line.AsSpan(Ignored.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Interrupt) != 0;
    }
}
