using Reining.Kernel.Documents;
using Reining.Kernel.Engine;
using Reining.Kernel.Running;

namespace Reining.Kernel.Tests.Running;

public sealed class NotebookRunnerTests
{
    [Fact]
    public async Task Given_a_notebook_When_it_runs_Then_outputs_counts_and_provenance_are_saved()
    {
        using var run = new RunFixture("int n = 2;", "Console.WriteLine(\"text\"); n + 1", "", "var d = display(\"a\");", "d.Update(\"b\");");
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
    public async Task Given_a_failing_cell_When_it_runs_Then_the_run_ends_there_and_says_where()
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
    public async Task Given_cells_that_may_fail_or_are_skipped_When_it_runs_Then_the_run_goes_on()
    {
        using var run = new RunFixture("throw new FormatException();", "Environment.FailFast(\"never\");", "3");
        run.Document.Cells[0].Metadata["tags"] = new System.Text.Json.Nodes.JsonArray(NotebookRunner.RaisesExceptionTag);
        run.Document.Cells[1].Metadata["tags"] = new System.Text.Json.Nodes.JsonArray(NotebookRunner.SkipTag);
        var result = await run.RunAsync();
        Assert.True(result.Succeeded);
        Assert.Equal("error", (string?)run.Saved().Cells[0].Outputs[0]["output_type"]);
    }

    [Fact]
    public async Task Given_continue_on_error_When_a_cell_fails_Then_later_cells_run_and_the_first_failure_is_named()
    {
        using var run = new RunFixture("throw new FormatException();", "2", "throw new IOException();");
        var result = await run.RunAsync(run.Options with { ContinueOnError = true });
        Assert.Equal((1, 3), (result.FailedNumber, result.CellsRun));
    }

    [Fact]
    public async Task Given_an_endless_loop_and_a_limit_When_it_runs_Then_the_cell_is_stopped_and_named()
    {
        using var run = new RunFixture("while (true) { }", "2");
        var result = await run.RunAsync(run.Options with { CellTimeout = TimeSpan.FromSeconds(1) });
        Assert.Equal((1, 1, CellError.TimeLimit), (result.FailedNumber, result.CellsRun, result.Error!.Name));
        Assert.Contains("its limit of 1 s", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal(CellError.TimeLimit, (string?)run.Saved().Cells[0].Outputs[0]["ename"]);
    }

    [Fact]
    public async Task Given_much_text_When_it_runs_Then_head_and_tail_are_kept_and_the_rest_is_counted()
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
    public async Task Given_a_progress_bar_by_carriage_returns_When_it_runs_Then_one_line_is_kept()
    {
        using var run = new RunFixture("for (var i = 0; i <= 3; i++) Console.Write($\"\\r{i}/3\");\nConsole.WriteLine();");
        await run.RunAsync();
        Assert.Equal("3/3\n", (string?)run.Saved().Cells[0].Outputs.Single()["text"]);
    }

    [Fact]
    public async Task Given_prepared_answers_When_cells_ask_Then_each_prompt_gets_its_own_in_order()
    {
        using var run = new RunFixture("Console.Write(\"Name: \");\nvar a = Console.ReadLine();\nvar b = GetInput(\"Town?\");\nConsole.Write(\"Name: \");\na + b + Console.ReadLine()");
        var result = await run.RunAsync(run.Options with { Inputs = [new("name", "Ada"), new("Town", "Zug"), new("Name", "Eve")] });
        Assert.True(result.Succeeded, result.Error?.Message);
        Assert.Equal("AdaZugEve", (string?)run.Saved().Cells[0].Outputs[^1]["data"]!["text/plain"]);
    }

    [Fact]
    public async Task Given_no_answer_When_a_cell_asks_Then_it_fails_and_says_how_to_answer()
    {
        using var run = new RunFixture("Console.Write(\"Name: \");\nConsole.ReadLine()");
        var result = await run.RunAsync();
        Assert.Contains("Pass --input \"Name=…\"", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Given_options_that_make_no_sense_When_asked_to_run_Then_nothing_runs_and_nothing_is_written()
    {
        using var run = new RunFixture("1");
        await Assert.ThrowsAsync<DocumentException>(() => run.RunAsync(run.Options with { CellTimeout = TimeSpan.Zero }));
        await Assert.ThrowsAsync<DocumentException>(() => run.RunAsync(run.Options with { Parameters = new Dictionary<string, string> { ["x"] = "1" } }));
        Assert.False(File.Exists(run.Options.OutputPath));
    }

    [Fact]
    public async Task Given_an_interrupt_When_a_cell_runs_Then_the_run_ends_with_what_there_is()
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
    public async Task Given_somebody_who_watches_When_it_runs_Then_each_cell_is_reported_in_order()
    {
        using var run = new RunFixture("1;Console.WriteLine();", "throw new Exception();");
        run.Document.Cells[0].Source = "var x = 1;";
        var seen = new List<(CellPhase, int, int)>();
        await run.RunAsync(run.Options with { Progress = progress => seen.Add((progress.Phase, progress.Number, progress.Count)) });
        Assert.Equal([(CellPhase.Started, 1, 2), (CellPhase.Finished, 1, 2), (CellPhase.Started, 2, 2), (CellPhase.Failed, 2, 2)], seen);
    }

    [Fact]
    public async Task Given_an_executed_notebook_When_it_runs_again_Then_only_the_provenance_differs()
    {
        using var run = new RunFixture("int n = 2;", "Console.WriteLine(n); n", "new[] { new { n } }");
        await run.RunAsync(run.Options with { WriteProvenance = false });
        var first = File.ReadAllText(run.Options.OutputPath!);
        await run.RunAsync(run.Options with { WriteProvenance = false });
        Assert.Equal(first, File.ReadAllText(run.Options.OutputPath!));
    }
}
