using Reining.Kernel.Documents;
using Reining.Kernel.Engine;
using Reining.Kernel.Running;

namespace Reining.Kernel.Tests.Running;

public sealed class NotebookRunnerTests
{
    [Fact]
    public async Task GivenANotebook_WhenItRuns_ThenOutputsCountsAndProvenanceAreSaved()
    {
        using var run = new RunFixture("int n = 2;", "Console.WriteLine(\"text\"); n + 1", "", "var d = display(\"a\");",
            "d.Update(\"b\");");
        run.Document.Cells[0].Metadata["tags"] = new System.Text.Json.Nodes.JsonArray(NotebookParameters.Tag);
        var result = await run.RunAsync(run.Options with { Parameters = new Dictionary<string, string> { ["n"] = "40" }, Commit = "abc" });
        Assert.True(result.Succeeded);
        Assert.Equal(5, result.CellsRun);
        var saved = run.Saved();
        Assert.Equal([1, 2, 3, null, 4, 5], saved.Cells.Select(cell => cell.ExecutionCount));
        Assert.Equal("text\n", (string?)saved.Cells[2].Outputs[0]["text"]);
        Assert.Equal("41", (string?)saved.Cells[2].Outputs[1]["data"]!["text/plain"]);
        Assert.Equal("b", (string?)saved.Cells[4].Outputs[0]["data"]!["text/plain"]);
        var record = saved.Metadata["reining"]!["run"]!;
        Assert.Equal(("ok", "abc", "40"), ((string)record["status"]!, (string)record["commit"]!, (string)record["parameters"]!["n"]!));
        Assert.Equal(5, record["seconds"]!.AsObject().Count);
    }

    [Fact]
    public async Task GivenAFailingCell_WhenItRuns_ThenTheRunEndsThereAndSaysWhere()
    {
        using var run = new RunFixture("1", "throw new FormatException(\"bad\");", "3");
        var result = await run.RunAsync();
        Assert.Equal((2, "System.FormatException", 2), (result.FailedNumber, result.Error!.Name, result.CellsRun));
        var saved = run.Saved();
        Assert.Equal("error", (string?)saved.Cells[1].Outputs[0]["output_type"]);
        Assert.Null(saved.Cells[2].ExecutionCount);
        Assert.Equal($"failed at {saved.Cells[1].Id}", (string?)saved.Metadata["reining"]!["run"]!["status"]);
    }

    [Fact]
    public async Task GivenCellsThatMayFailOrAreSkipped_WhenItRuns_ThenTheRunGoesOn()
    {
        using var run = new RunFixture("throw new FormatException();", "Environment.FailFast(\"never\");", "3");
        run.Document.Cells[0].Metadata["tags"] = new System.Text.Json.Nodes.JsonArray(NotebookRunner.RaisesExceptionTag);
        run.Document.Cells[1].Metadata["tags"] = new System.Text.Json.Nodes.JsonArray(NotebookRunner.SkipTag);
        var result = await run.RunAsync();
        Assert.True(result.Succeeded);
        Assert.Equal("error", (string?)run.Saved().Cells[0].Outputs[0]["output_type"]);
    }

    [Fact]
    public async Task GivenContinueOnError_WhenACellFails_ThenLaterCellsRunAndTheFirstFailureIsNamed()
    {
        using var run = new RunFixture("throw new FormatException();", "2", "throw new IOException();");
        var result = await run.RunAsync(run.Options with { ContinueOnError = true });
        Assert.Equal((1, 3), (result.FailedNumber, result.CellsRun));
    }

    [Fact]
    public async Task GivenAnEndlessLoopAndALimit_WhenItRuns_ThenTheCellIsStoppedAndNamed()
    {
        using var run = new RunFixture("while (true) { }", "2");
        var result = await run.RunAsync(run.Options with { CellTimeout = TimeSpan.FromSeconds(1) });
        Assert.Equal((1, 1, CellError.TimeLimit), (result.FailedNumber, result.CellsRun, result.Error!.Name));
        Assert.Contains("its limit of 1 s", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal(CellError.TimeLimit, (string?)run.Saved().Cells[0].Outputs[0]["ename"]);
    }

    [Fact]
    public async Task GivenMuchText_WhenItRuns_ThenHeadAndTailAreKeptAndTheRestIsCounted()
    {
        using var run = new RunFixture("for (var i = 0; i < 200_000; i++) Console.WriteLine(i);\n1");
        await run.RunAsync(run.Options with { StreamLimit = 1000 });
        var outputs = run.Saved().Cells[0].Outputs;
        Assert.Equal(["stream", "execute_result"], outputs.Select(output => (string?)output["output_type"]));
        var text = (string)outputs[0]["text"]!;
        Assert.StartsWith("0\n1\n2\n", text, StringComparison.Ordinal);
        Assert.EndsWith("199998\n199999\n", text, StringComparison.Ordinal);
        Assert.Contains("1,287,890 characters left out", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 1000, 1100);
    }

    [Fact]
    public async Task GivenAProgressBarByCarriageReturns_WhenItRuns_ThenOneLineIsKept()
    {
        using var run = new RunFixture("for (var i = 0; i <= 3; i++) Console.Write($\"\\r{i}/3\");\nConsole.WriteLine();");
        await run.RunAsync();
        Assert.Equal("3/3\n", (string?)run.Saved().Cells[0].Outputs.Single()["text"]);
    }

    [Fact]
    public async Task GivenPreparedAnswers_WhenCellsAsk_ThenEachPromptGetsItsOwnInOrder()
    {
        using var run =
            new RunFixture(
                "Console.Write(\"Name: \");\nvar a = Console.ReadLine();\nvar b = GetInput(\"Town?\");\nConsole.Write(\"Name: \");\na + b "
                    + "+ Console.ReadLine()");
        var result = await run.RunAsync(run.Options with { Inputs = [new("name", "Ada"), new("Town", "Zug"), new("Name", "Eve")] });
        Assert.True(result.Succeeded, result.Error?.Message);
        Assert.Equal("AdaZugEve", (string?)run.Saved().Cells[0].Outputs[^1]["data"]!["text/plain"]);
    }

    [Fact]
    public async Task GivenNoAnswer_WhenACellAsks_ThenItFailsAndSaysHowToAnswer()
    {
        using var run = new RunFixture("Console.Write(\"Name: \");\nConsole.ReadLine()");
        var result = await run.RunAsync();
        Assert.Contains("Pass --input \"Name=…\"", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenOptionsThatMakeNoSense_WhenAskedToRun_ThenNothingRunsAndNothingIsWritten()
    {
        using var run = new RunFixture("1");
        await Assert.ThrowsAsync<DocumentException>(() => run.RunAsync(run.Options with { CellTimeout = TimeSpan.Zero }));
        await Assert.ThrowsAsync<DocumentException>(
            () => run.RunAsync(run.Options with { Parameters = new Dictionary<string, string> { ["x"] = "1" } }));
        Assert.False(File.Exists(run.Options.OutputPath));
    }

    [Fact]
    public async Task GivenAnInterrupt_WhenACellRuns_ThenTheRunEndsWithWhatThereIs()
    {
        using var run = new RunFixture("1", "Console.WriteLine(\"here\"); await Task.Delay(-1);", "3");
        using var cancel = new CancellationTokenSource();
        var result = await run.RunAsync(run.Options with
        {
            Progress = progress =>
            {
                if (progress.LastLine == "here")
                    cancel.Cancel();
            },
        }, cancel.Token);
        Assert.Equal((2, CellError.Interrupted), (result.FailedNumber, result.Error!.Name));
        Assert.Equal("here\n", (string?)run.Saved().Cells[1].Outputs[0]["text"]);
    }

    [Fact]
    public async Task GivenSomebodyWhoWatches_WhenItRuns_ThenEachCellIsReportedInOrder()
    {
        using var run = new RunFixture("1;Console.WriteLine();", "throw new Exception();");
        run.Document.Cells[0].Source = "var x = 1;";
        var seen = new List<(CellPhase, int, int)>();
        await run.RunAsync(run.Options with { Progress = progress => seen.Add((progress.Phase, progress.Number, progress.Count)) });
        Assert.Equal([(CellPhase.Started, 1, 2), (CellPhase.Finished, 1, 2), (CellPhase.Started, 2, 2), (CellPhase.Failed, 2, 2)], seen);
    }

    [Fact]
    public async Task GivenAnExecutedNotebook_WhenItRunsAgain_ThenOnlyTheProvenanceDiffers()
    {
        using var run = new RunFixture("int n = 2;", "Console.WriteLine(n); n", "new[] { new { n } }");
        await run.RunAsync(run.Options with { WriteProvenance = false });
        var first = File.ReadAllText(run.Options.OutputPath!);
        await run.RunAsync(run.Options with { WriteProvenance = false });
        Assert.Equal(first, File.ReadAllText(run.Options.OutputPath!));
    }
}
