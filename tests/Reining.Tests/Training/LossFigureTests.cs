using System.Text.Json.Nodes;
using Reining.Tests.Data;
using Reining.Training;

namespace Reining.Tests.Training;

public sealed class LossFigureTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    RunFolder Run(params (int Step, string Key, double Loss)[] lines)
    {
        var run = new RunFolder(_folder.File("run"), new { });
        foreach (var (step, key, loss) in lines)
            run.AppendStats(new JsonObject { ["step"] = step, [key] = loss });
        return run;
    }

    static double[] Numbers(JsonNode? values) => [.. values!.AsArray().Select(v => (double)v!)];

    [Fact]
    public void GivenAFirstLossFarAboveTheOthers_WhenDrawn_ThenItIsNamedAtTheAxisAndValidationIsMarked()
    {
        var run = Run(
            (1, "loss", 2180), (10, "loss", 100), (20, "loss", 70), (20, "validation_loss", 75),
            (30, "loss", 60), (40, "validation_loss", 62));
        var chart = JsonNode.Parse(run.Losses("RAE", "loss per image").PlotlyJson)!;
        var data = chart["data"]!.AsArray();
        Assert.Equal(["lines", "lines", "markers"], data.Select(t => (string)t!["mode"]!));
        Assert.Equal([10, 20, 30], Numbers(data[0]!["x"]));
        Assert.Equal([75, 62], Numbers(data[2]!["y"]));
        Assert.Equal("dash", (string)data[1]!["line"]!["dash"]!);
        Assert.Equal("step (at step 1: 2180)", (string)chart["layout"]!["xaxis"]!["title"]!["text"]!);
    }

    [Fact]
    public void GivenLossesOfOneSizeAndNoValidation_WhenDrawn_ThenAllAreThere()
    {
        var chart = JsonNode.Parse(Run((1, "loss", 3), (2, "loss", 2)).Losses("AE", "loss").PlotlyJson)!;
        Assert.Equal([3, 2], Numbers(Assert.Single(chart["data"]!.AsArray())!["y"]));
    }

    [Fact]
    public void GivenARunThatHasNotTrained_WhenDrawn_ThenTheErrorSaysSo() =>
        Assert.Contains("expected a run that has trained", Assert.Throws<ArgumentException>(() => Run().Losses("AE", "loss")).Message);
}
