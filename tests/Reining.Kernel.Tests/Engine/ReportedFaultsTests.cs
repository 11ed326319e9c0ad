using Reining.Kernel.Display;
using Reining.Kernel.Documents;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Tests.Engine;

/// <summary>What users reported of other kernels, tried on this one; docs/reports.md lists the reports.</summary>
public sealed class ReportedFaultsTests
{
    [Fact]
    public async Task GivenAnExceptionWithinWriteLine_WhenItIsCaught_ThenLaterTextIsPrinted()
    {
        await using var session = new SessionFixture();
        var output = await session.Run("""
            class Bad { public override string ToString() => throw new Exception("no"); }
            try { Console.WriteLine(new Bad()); } catch { Console.WriteLine("Catch"); }
            Console.WriteLine("Hello");
            """);
        Assert.Equal("Catch\nHello\n", output.Stdout);
    }

    [Fact]
    public async Task GivenTextJustBeforeAnInterrupt_WhenTheCellEnds_ThenItIsThere()
    {
        await using var session = new SessionFixture();
        using var cancel = new CancellationTokenSource();
        var output = new RecordedOutput();
        var run = session.Session.ExecuteAsync(new("cell", "Console.WriteLine(\"one\"); Console.Write(\"two\"); while (true) ;"), output,
            cancel.Token);
        while (output.Stdout.Length == 0)
            await Task.Delay(5);
        await cancel.CancelAsync();
        Assert.Equal(CellError.Interrupted, (await run).Error?.Name);
        Assert.Equal("one\ntwo", output.Stdout);
    }

    [Theory]
    [InlineData("class Nested : IEnumerable<Nested> { public IEnumerator<Nested> GetEnumerator() { yield return this; }\n"
        + "    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); }\nnew Nested()", "(see above)")]
    [InlineData("class Foo { public Foo Parent => new Foo(); }\nnew Foo()", "Foo { Parent = Foo { Parent = ")]
    [InlineData("record A(int P1) { public A Node { get; set; } }\nvar a = new A(5);\na.Node = a;\na",
        "A { P1 = 5, Node = A (see above) }")]
    [InlineData("interface ITest { int Do(); }\ntypeof(ITest).GetMethods()", "Int32 Do()")]
    [InlineData("EqualityComparer<byte>.Default.GetType()", "EqualityComparer")]
    [InlineData("new DirectoryInfo(\"boguspath\")", "boguspath")]
    public async Task GivenAnObjectThatLeadsToItself_WhenItIsTheResult_ThenItIsShown(string code, string shown)
    {
        await using var session = new SessionFixture();
        Assert.Contains(shown, await session.Value(code), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenTextThatIsNoUnicode_WhenPrintedAndShown_ThenTheCellAndItsFileAreWhole()
    {
        await using var session = new SessionFixture();
        var output = await session.Run("Console.WriteLine(\"a\\ud83d😍\");\n\"\\udcc3 😍\"");
        var document = NotebookDocument.CreateCSharp();
        document.Add(CellKind.Code, "1").Outputs.Add(Outputs.Stream(StreamName.Stdout, output.Stdout));
        var stored = NotebookFile.Parse(NotebookFile.ToText(document)).Cells[0].Outputs[0];
        Assert.Equal("a\ufffd😍\n", (string?)stored["text"]);
        Assert.Contains("😍", output.Value!.PlainText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenANotebookWithoutKernelNames_WhenImported_ThenItsDefinitionsAreThere()
    {
        await using var session = new SessionFixture();
        session.Folder.Write("part.ipynb", """
            {"nbformat":4,"nbformat_minor":2,"metadata":{},"cells":[
            {"cell_type":"markdown","metadata":{},"source":"text"},
            {"cell_type":"code","metadata":{},"source":["class Part\n","{ public int Value => 4; }"],"outputs":[],"execution_count":null},
            {"cell_type":"code","metadata":{"dotnet_interactive":{}},"source":"int Twice(int x) => 2 * x;",
             "outputs":[],"execution_count":null}]}
            """);
        Assert.Equal("8", await session.Value("#!import part.ipynb\nTwice(new Part().Value)"));
    }

    [Fact]
    public async Task GivenABackgroundTaskOfAnInterruptedCell_WhenItPrintsDuringTheNext_ThenItsTextStaysWithItsOwnCell()
    {
        await using var session = new SessionFixture();
        using var cancel = new CancellationTokenSource();
        var first = new RecordedOutput();
        var run = session.Session.ExecuteAsync(
            new("cell 1",
                "var go = new TaskCompletionSource();\nvar t = Task.Run(async () => { await go.Task; Console.WriteLine(\"late\"); });\n"
                + "Console.WriteLine(\"started\");\nawait Task.Delay(-1);"), first, cancel.Token);
        while (first.Stdout.Length == 0)
            await Task.Delay(5);
        await cancel.CancelAsync();
        await run;
        var second = await session.Run("go.SetResult(); await t; Console.WriteLine(\"second\");");
        Assert.Equal("second\n", second.Stdout);
        Assert.Equal("started\nlate\n", first.Stdout);
    }
}
