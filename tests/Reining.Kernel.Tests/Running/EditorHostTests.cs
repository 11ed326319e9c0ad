using System.Text.Json.Nodes;
using Reining.Kernel.Running;

namespace Reining.Kernel.Tests.Running;

/// <summary>The protocol of docs/kernel-protocol.md, spoken with the program as users have it.</summary>
public sealed class EditorHostTests
{
    [Fact]
    public void GivenAnEditor_WhenItRunsCells_ThenEverythingComesAsTheProtocolSays()
    {
        using var editor = new EditorFixture();
        var hello = editor.Until(message => (string?)message["type"] == "hello");
        Assert.Equal((EditorHost.Protocol, "C# 14"), ((int)hello["protocol"]!, (string?)hello["language"]));

        var ran = editor.Run("Console.WriteLine(\"ü\"); var d = display(\"a\"); d.Update(\"b\"); clear_output(true); 6 * 7");
        Assert.Equal(["stream", "display", "update", "clear", "result", "done"], ran.Select(message => (string?)message["type"]));
        Assert.Equal(("ü\n", false), ((string?)ran[0]["text"], (bool)ran[0]["error"]!));
        Assert.Equal((string?)ran[1]["id"], (string?)ran[2]["id"]);
        Assert.Equal("42", (string?)ran[4]["data"]!["text/plain"]);
        Assert.Null(ran[5]["error"]);

        var html = editor.Run("<b>x</b>", new JsonObject { ["vscode"] = new JsonObject { ["languageId"] = "html" } });
        Assert.Equal("<b>x</b>", (string?)html[0]["data"]!["text/html"]);

        var failed = editor.Run("var a = 1;\nthrow new Exception(\"boom\");")[^1]["error"]!;
        Assert.Equal("boom", (string?)failed["message"]);
        Assert.Contains(failed["traceback"]!.AsArray(), line => ((string?)line)!.Contains("line 2", StringComparison.Ordinal));

        editor.Run("System.Diagnostics.Process.Start(\"echo\", \"printed past the protocol\").WaitForExit();");
        Assert.Equal("3", (string?)editor.Run("3")[0]["data"]!["text/plain"]);
        Assert.Equal(0, editor.Close());
    }

    [Fact]
    public void GivenARunningCell_WhenItIsInterrupted_ThenItAndThoseThatWaitEndAndVariablesAreKept()
    {
        using var editor = new EditorFixture();
        editor.Run("var kept = 1;");
        var loop = editor.Execute("Console.WriteLine(\"in\"); while (true) ;");
        var waiting = editor.Execute("kept = 2;");
        editor.Until(message => (string?)message["type"] == "stream");
        editor.Send(new JsonObject { ["type"] = "interrupt" });
        Assert.Equal("Interrupted", (string?)editor.Ended(loop)[^1]["error"]!["name"]);
        Assert.Equal("Interrupted", (string?)editor.Ended(waiting)[^1]["error"]!["name"]);
        Assert.Equal("1", (string?)editor.Run("kept")[0]["data"]!["text/plain"]);
    }

    [Fact]
    public void GivenCellsThatAsk_WhenTheUserAnswersOrDeclines_ThenTheyGoOnOrSayWhy()
    {
        using var editor = new EditorFixture();
        var cell = editor.Execute("""
            var second = Task.Run(() => Kernel.GetPasswordAsync("second?"));
            (await Kernel.GetInputAsync("first?")) + (await second)
            """);
        var asked = new[] { Asked(), Asked() }.ToDictionary(message => (string)message["prompt"]!);
        Assert.Equal((false, true), ((bool)asked["first?"]["password"]!, (bool)asked["second?"]["password"]!));
        Answer(asked["second?"], "b");
        Answer(asked["first?"], "a");
        Assert.Equal("ab", (string?)editor.Ended(cell)[^2]["data"]!["text/plain"]);

        cell = editor.Execute("await Kernel.GetInputAsync(\"third?\")");
        Answer(Asked(), null);
        Assert.Contains("without an answer", (string?)editor.Ended(cell)[^1]["error"]!["message"]!, StringComparison.Ordinal);

        cell = editor.Execute("await Kernel.GetInputAsync(\"fourth?\")");
        Asked();
        editor.Send(new JsonObject { ["type"] = "interrupt" });
        Assert.Equal("Interrupted", (string?)editor.Ended(cell)[^1]["error"]!["name"]);

        JsonObject Asked() => editor.Until(message => (string?)message["type"] == "input");
        void Answer(JsonObject question, string? value) =>
            editor.Send(new JsonObject { ["type"] = "answer", ["question"] = (int)question["question"]!, ["value"] = value });
    }

    [Fact]
    public void GivenACellThatKillsItsProcess_WhenItRuns_ThenItIsLostAndTheKernelIsReadyAgain()
    {
        using var editor = new EditorFixture();
        editor.Run("var gone = 1;");
        var end = editor.Run("Environment.FailFast(\"bye\");")[^1];
        Assert.Equal(("ProcessEnded", true), ((string?)end["error"]!["name"], (bool)end["lost"]!));
        editor.Until(message => (string?)message["type"] == "ready");
        Assert.Equal("CompilationError", (string?)editor.Run("gone")[^1]["error"]!["name"]);
    }

    [Fact]
    public void GivenQuestionsAboutCode_WhenAsked_ThenAnswersKnowTheCells()
    {
        using var editor = new EditorFixture();
        editor.Run("var number = 5; int Twice(int x) => 2 * x;");
        JsonObject About(string type, string code) => new() { ["type"] = type, ["code"] = code, ["position"] = code.Length };
        Assert.Contains("number", editor.Ask(About("complete", "numb"))!["texts"]!.AsArray().Select(text => (string?)text));
        Assert.Equal("int number", (string?)editor.Ask(About("inspect", "number")));
        var signatures = editor.Ask(About("signature", "Twice("))!;
        Assert.Equal("int Twice(int x)", (string?)signatures["items"]![0]!["label"]);
        var place = signatures["items"]![0]!["parameters"]![0]!;
        Assert.Equal((10, 15), ((int)place["start"]!, (int)place["end"]!));
        var found = editor.Ask(new JsonObject { ["type"] = "diagnose", ["cells"] = new JsonArray("Twice(number)", "nothing") })!;
        Assert.Empty(found[0]!.AsArray());
        Assert.Equal("CS0103", (string?)found[1]![0]!["code"]);
        Assert.Equal("5", (string?)editor.Ask(new JsonObject { ["type"] = "variables" })![0]!["value"]);
    }
}
