using System.Diagnostics;
using System.Text.Json.Nodes;
using Reining.Kernel.Running;

namespace Reining.Kernel.Tests.Jupyter;

public sealed class KernelServerTests
{
    [Theory]
    [InlineData("tcp")]
    [InlineData("ipc")]
    public async Task GivenACell_WhenItIsExecuted_ThenOutputsComeInOrderAndTheReplyCarriesTheCount(string transport)
    {
        await using var kernel = new KernelFixture(transport: transport);
        using var front = kernel.Connect();
        var (reply, outputs) = front
            .Execute("Console.WriteLine(\"ü😀\"); var d = display(1); d.Update(2); clear_output(true); Console.Error.Write(\"e\"); 6 * 7");
        Assert.Equal(("ok", 1), ((string)reply["status"]!, (int)reply["execution_count"]!));
        Assert.Equal(["execute_input", "stream", "display_data", "update_display_data", "clear_output", "stream", "execute_result"],
            outputs.Select(output => output.Type));
        Assert.Equal("ü😀\n", (string?)outputs[1].Content["text"]);
        Assert.Equal((string?)outputs[2].Content["transient"]!["display_id"], (string?)outputs[3].Content["transient"]!["display_id"]);
        Assert.Equal("42", (string?)outputs[6].Content["data"]!["text/plain"]);
    }

    [Fact]
    public async Task GivenAFailingCell_WhenOthersWait_ThenTheyAreAbortedAndLaterOnesRun()
    {
        await using var kernel = new KernelFixture();
        using var front = kernel.Connect();
        using var folder = new TemporaryFolder();
        var failing = $"while (!File.Exists(\"{folder.File("go")}\")) await Task.Delay(5); throw new FormatException(\"bad\");";
        var first = front.SendExecute(failing);
        var second = front.SendExecute("1");
        front.Ask("kernel_info_request", []); // the kernel has both cells now
        folder.Write("go", "");
        Assert.Equal("System.FormatException", (string?)front.Reply(first)["ename"]);
        Assert.Equal("aborted", (string?)front.Reply(second)["status"]);
        Assert.Equal("ok", (string?)front.Execute("2").Reply["status"]);
        File.Delete(folder.File("go"));
        first = front.SendExecute(failing, new JsonObject { ["stop_on_error"] = false });
        second = front.SendExecute("1");
        front.Ask("kernel_info_request", []);
        folder.Write("go", "");
        Assert.Equal("error", (string?)front.Reply(first)["status"]);
        Assert.Equal("ok", (string?)front.Reply(second)["status"]);
    }

    [Fact]
    public async Task GivenSilentAndUnstoredCells_WhenTheyRun_ThenNothingIsPublishedOrCounted()
    {
        await using var kernel = new KernelFixture();
        using var front = kernel.Connect();
        var (reply, outputs) = front.Execute("Console.WriteLine(1); 2", new JsonObject { ["silent"] = true });
        Assert.Equal((0, 0), ((int)reply["execution_count"]!, outputs.Count));
        Assert.Equal(0, (int)front.Execute("3", new JsonObject { ["store_history"] = false }).Reply["execution_count"]!);
        Assert.Empty(front.Ask("history_request", new JsonObject { ["hist_access_type"] = "tail", ["n"] = 9 })["history"]!.AsArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GivenARunningCell_WhenAnEditorAsks_ThenItIsAnsweredAtOnceAndTheCellCanBeInterrupted(bool worker)
    {
        await using var kernel = new KernelFixture(worker);
        using var front = kernel.Connect();
        front.Execute("var number = 41; string Twice(string text) => text + text;");
        var busy = front.SendExecute("Console.WriteLine(\"in\"); while (true) { }");
        front.Wait(busy, "stream");
        var completion = front.Ask("complete_request", new JsonObject { ["code"] = "/*😀*/ numb", ["cursor_pos"] = 10 });
        Assert.Equal(["number"], completion["matches"]!.AsArray().Select(match => (string?)match));
        Assert.Equal((6, 10), ((int)completion["cursor_start"]!, (int)completion["cursor_end"]!));
        Assert.Contains("string Twice(string text)", (string)front.Ask("inspect_request",
            new JsonObject { ["code"] = "Twice", ["cursor_pos"] = 3 })["data"]!["text/plain"]!, StringComparison.Ordinal);
        // documented
        Assert.Contains("Returns: ", (string)front.Ask("inspect_request",
            new JsonObject { ["code"] = "Math.Abs(1)", ["cursor_pos"] = 7 })["data"]!["text/plain"]!, StringComparison.Ordinal);
        Assert.Equal("incomplete", (string?)front.Ask("is_complete_request", new JsonObject { ["code"] = "if (true) {" })["status"]);
        Assert.Equal("ok", (string?)front.AskControl("interrupt_request", [])["status"]);
        Assert.Equal("Interrupted", (string?)front.Reply(busy)["ename"]);
        Assert.Equal("42", (string?)front.Execute("number + 1").Outputs[^1].Content["data"]!["text/plain"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GivenAQuestion_WhenTheUserAnswers_ThenTheCellGoesOnAndALateAnswerIsDropped(bool worker)
    {
        await using var kernel = new KernelFixture(worker);
        using var front = kernel.Connect();
        var asked = front.SendExecute("GetPassword(\"Key\") + Console.ReadLine()");
        var question = front.NextInputRequest();
        Assert.Equal(("Key", true), ((string)question["prompt"]!, (bool)question["password"]!));
        front.SendInput("a");
        Assert.Equal("", (string?)front.NextInputRequest()["prompt"]);
        front.SendInput("b");
        Assert.Equal("ab", (string?)front.Wait(asked, "execute_result")["data"]!["text/plain"]);

        var stopped = front.SendExecute("GetInput(\"never\")");
        front.NextInputRequest();
        front.AskControl("interrupt_request", []);
        Assert.Equal("Interrupted", (string?)front.Reply(stopped)["ename"]);
        front.SendInput("late");
        asked = front.SendExecute("GetInput(\"again\")");
        front.NextInputRequest();
        front.SendInput("now");
        Assert.Equal("now", (string?)front.Wait(asked, "execute_result")["data"]!["text/plain"]);
        Assert.Contains("allow_stdin", (string)front.Execute("GetInput()", new JsonObject { ["allow_stdin"] = false }).Reply["evalue"]!,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GivenAnswersThatNameTheirQuestion_WhenOneComesLate_ThenItDoesNotAnswerTheNext(bool worker)
    {
        await using var kernel = new KernelFixture(worker);
        using var front = kernel.Connect();
        var stopped = front.SendExecute("GetInput(\"never\")");
        var first = front.NextQuestion();
        front.AskControl("interrupt_request", []);
        Assert.Equal("Interrupted", (string?)front.Reply(stopped)["ename"]);
        var asked = front.SendExecute("GetInput(\"again\")");
        var second = front.NextQuestion();
        front.SendInput("late", first.Header);
        front.SendInput("now", second.Header);
        Assert.Equal("now", (string?)front.Wait(asked, "execute_result")["data"]!["text/plain"]);
    }

    [Fact]
    public async Task GivenTwoQuestionsAtOnce_WhenAnswersNameThem_ThenEachGetsItsOwn()
    {
        await using var kernel = new KernelFixture();
        using var front = kernel.Connect();
        var asked = front
            .SendExecute("var one = Task.Run(() => GetInput(\"1\")); var two = Task.Run(() => GetInput(\"2\")); await one + await two");
        foreach (var (content, header) in new[] { front.NextQuestion(), front.NextQuestion() })
            front.SendInput($"answer {content["prompt"]} ", header);
        Assert.Equal("answer 1 answer 2 ", (string?)front.Wait(asked, "execute_result")["data"]!["text/plain"]);
    }

    [Fact]
    public async Task GivenACellThatEndsItsProcess_WhenItRunsInAWorker_ThenTheKernelLivesAndSaysWhatIsLost()
    {
        await using var kernel = new KernelFixture(worker: true);
        using var front = kernel.Connect();
        front.Execute("var x = 1;");
        var (reply, outputs) = front.Execute("Console.WriteLine(\"before\"); Environment.FailFast(\"last words\");");
        Assert.Equal("ProcessEnded", (string?)reply["ename"]);
        Assert.Contains("All variables are lost", (string)reply["evalue"]!, StringComparison.Ordinal);
        var text = string.Concat(outputs.Where(output => output.Type == "stream").Select(output => (string?)output.Content["text"]));
        Assert.Contains("before\n", text, StringComparison.Ordinal);
        Assert.Contains("last words", text, StringComparison.Ordinal);
        Assert.Contains("CS0103", (string)front.Execute("x").Reply["evalue"]!, StringComparison.Ordinal);
        Assert.Equal("ok", (string?)front.Execute("var x = 2;").Reply["status"]);
    }

    [Fact]
    public async Task GivenALostProcess_WhenNoOtherCanBeStarted_ThenCellsSayWhyUntilOneCan()
    {
        var missing = false;
        using var folder = new TemporaryFolder();
        await using var kernel = new KernelFixture(executor: new WorkerExecutor(() => missing
            ? new ProcessStartInfo(folder.File("missing"))
            : KernelFixture.Worker(), folder.Path));
        using var front = kernel.Connect();
        Assert.Equal("ok", (string?)front.Execute("1").Reply["status"]);
        missing = true;
        Assert.Equal("ProcessEnded", (string?)front.Execute("Environment.Exit(0);").Reply["ename"]);
        Assert.Contains(folder.File("missing"), (string)front.Execute("2").Reply["evalue"]!, StringComparison.Ordinal);
        missing = false;
        Assert.Equal("ok", (string?)front.Execute("3").Reply["status"]);
    }

    [Fact]
    public async Task GivenTwoFrontEnds_WhenOneRunsACell_ThenBothHearIt()
    {
        await using var kernel = new KernelFixture();
        using var one = kernel.Connect();
        using var other = kernel.Connect();
        var id = one.SendExecute("1");
        Assert.Equal(one.Outputs(id).Select(output => output.Type), other.Outputs(id).Select(output => output.Type));
    }

    [Fact]
    public async Task GivenRequestsThatThisKernelDoesNotHave_WhenTheyCome_ThenTheyAreAnsweredSo()
    {
        await using var kernel = new KernelFixture();
        using var front = kernel.Connect();
        Assert.Equal("error", (string?)front.AskControl("debug_request", [])["status"]);
        Assert.Empty(front.Ask("comm_info_request", [])["comms"]!.AsObject());
        var comm = front.Send("comm_open", new JsonObject { ["comm_id"] = "c", ["target_name"] = "t", ["data"] = new JsonObject() });
        Assert.Equal("c", (string?)front.Wait(comm, "comm_close")["comm_id"]);
    }

    [Fact]
    public async Task GivenARunningCell_WhenAFrontEndShutsTheKernelDown_ThenItEndsSoon()
    {
        await using var kernel = new KernelFixture();
        using var front = kernel.Connect();
        front.Wait(front.SendExecute("Console.WriteLine(1); while (true) { }"), "stream");
        Assert.True((bool)front.AskControl("shutdown_request", new JsonObject { ["restart"] = true })["restart"]!);
        await kernel.Ended.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
