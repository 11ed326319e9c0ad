using System.Security.Cryptography;
using Reining.Grammar;
using Reining.Models;
using Reining.Tests.Data;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Tests.Training;

public sealed class SequenceTrainerTests : IDisposable
{
    // 4 steps an epoch
    static readonly FitOptions Options = new(3, BatchSize: 16, Seed: 3) { StatsSteps = 1, AverageDecay = 0.8, PlateauPatience = 1 };

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    RunFolder Run(string name) => new(_folder.File(name), Options);

    static FitResult Fit(RunFolder run, Action<FitProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var alphabet = new RuleAlphabet();
        using var model = new GrammarAutoencoder(
            new GrammarAutoencoderOptions(new SequenceNetOptions(15, 12, 4, 8, 6), true) { NoiseDeviation = 1 }, alphabet, random);
        var symbols = GrammarAutoencoder.Symbols(alphabet, [.. Enumerable.Range(0, 80).Select(i => ExpressionData.All[i * 1201])]);
        var trainer = new SequenceTrainer(symbols.narrow(0, 0, 64), symbols.narrow(0, 64, 16), Options) { OnProgress = progress };
        return trainer.Fit(model, run, cancellation);
    }

    static string Hash(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(8)]
    public void GivenARunThatIsCanceled_WhenResumed_ThenItEqualsTheUninterruptedOne(int at)
    {
        var whole = Fit(Run("whole"));
        using var cancel = new CancellationTokenSource();
        var e = Assert.Throws<OperationCanceledException>(() => Fit(Run("broken"), p =>
        {
            if (p.Step == at)
                cancel.Cancel();
        }, cancel.Token));
        Assert.Contains($"stopped at step {at} of 12", e.Message, StringComparison.Ordinal);

        Assert.Equal(whole, Fit(Run("broken")));
        Assert.Equal(Hash(Run("whole").ModelFile), Hash(Run("broken").ModelFile));
        Assert.Equal(Hash(Run("whole").CheckpointFile(12)), Hash(Run("broken").CheckpointFile(12)));
    }

    [Fact]
    public void GivenARun_WhenFinished_ThenStatsAreStringsAndASecondFitTakesNoStep()
    {
        var lines = new List<string>();
        var first = Fit(Run("run"), p => lines.Add(p.ToString()));
        Assert.EndsWith("strings/s", lines[^1], StringComparison.Ordinal);
        Assert.Equal(first, Fit(Run("run"), _ => Assert.Fail("a step was taken")));
        Assert.Equal(12, first.Steps);
    }
}
