using Reining.Kernel.Documents;

namespace Reining.Kernel.Tests.Engine;

/// <summary>Lines that speak to the notebook host.</summary>
public sealed class DirectiveTests
{
    [Theory]
    [InlineData("#!sql\nselect 1", "#!sql: not supported; use #r")]
    [InlineData("#!unheard", "use #!lsmagic")]
    [InlineData("#!html <b>", "put the text on the lines below")]
    [InlineData("#!set --name x", "expected --value")]
    [InlineData("#!set --name 1x --value 2", "expected the name of a variable, got '1x'")]
    [InlineData("#!set --name x --value", "expected a value after --value")]
    [InlineData("#!set --name x --value @sql:y", "expected @csharp:")]
    [InlineData("#!share --from sql x", "two languages")]
    [InlineData("#!import none.csx", "relative to the notebook's folder")]
    [InlineData("#r \"nuget:\"", "expected #r \"nuget:Id,Version\"")]
    public async Task GivenADirectiveThatCannotBeFollowed_WhenTheCellRuns_ThenTheErrorSaysWhy(string code, string message)
    {
        await using var session = new SessionFixture();
        Assert.Contains(message, (await session.Fail(code)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenPartsInOtherLanguages_WhenTheCellRuns_ThenTheyAreDisplayedInOrder()
    {
        await using var session = new SessionFixture();
        var output = await session
            .Run("1 + 1\n#!markdown\n# Title\n#!unheard\n#!html\n<b>x</b>\n#!mermaid\ngraph LR; "
            + "a-->b\n#!javascript\nalert(1)\n#!csharp\n6 * 7");
        Assert.Equal(
            [("text/plain", "2"), ("text/markdown", "# Title\n#!unheard"), ("text/html", "<b>x</b>"),
                ("text/vnd.mermaid", "graph LR; a-->b")],
            output.Displays.Take(4).Select(display => (display.Bundle.Data.ContainsKey("text/plain") && display.Bundle.Data.Count == 1
                ? "text/plain"
                : display.Bundle.Data.First().Key, (string)display.Bundle.Data.First().Value!)));
        Assert.Contains("alert(1)", output.Displays[4].Bundle.Data.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("42", output.Value!.PlainText);
    }

    [Fact]
    public async Task GivenDirectivesBeforeCode_WhenItFails_ThenTheErrorHasTheCellsOwnLine()
    {
        await using var session = new SessionFixture();
        Assert.Contains("(4,1)", (await session.Fail("#!set --name a --value b\n#!time\n\nnowhere();")).Message, StringComparison.Ordinal);
        Assert.Contains("line 3", string.Join('\n', (await session.Fail("#!who\n#!csharp\nthrow new Exception();")).Traceback),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenValuesFromTheUser_WhenSet_ThenTheyAreVariables()
    {
        await using var session = new SessionFixture();
        var output = new RecordedOutput();
        output.Answers.Enqueue("Ada");
        output.Answers.Enqueue("p\"w");
        output.Answers.Enqueue("Zug");
        const string Code =
            "#!set --name name --value @input:\"Your name\"\n#!set --name key --value @password:Key\n#!set --name town --value "
                + "@input:{\"prompt\": \"Your town\"}\n#!set --name n --value @csharp:1+1\n#!set --name quoted --value \"two "
                + "words\"\nname + key + town + quoted";
        var outcome = await session.Session.ExecuteAsync(new("cell", Code), output, CancellationToken.None);
        Assert.Null(outcome.Error);
        Assert.Equal("Adap\"wZugtwo words", output.Value!.PlainText);
        Assert.Equal("2", await session.Value("n"));
        Assert.Equal("Ada!", await session.Value("#!share --from csharp name --as other\nother + \"!\""));
    }

    [Fact]
    public async Task GivenVariables_WhenAskedWhoTheyAre_ThenTheLastOfEachNameIsListed()
    {
        await using var session = new SessionFixture();
        await session.Run("var b = 1; var list = new List<int> { 1 };");
        await session.Run("var b = \"text\";");
        Assert.Equal("b\nlist", (await session.Run("#!who")).Displays.Single().Bundle.PlainText);
        var table = (await session.Run("#!whos")).Displays.Single().Bundle.PlainText;
        Assert.Contains("String", table, StringComparison.Ordinal);
        Assert.Contains("List<Int32>", table, StringComparison.Ordinal);
        Assert.Contains("#!whos", (await session.Run("#!lsmagic")).Displays.Single().Bundle.PlainText, StringComparison.Ordinal);
        Assert.Contains("C# 14 on .NET 10", (await session.Run("#!about")).Displays.Single().Bundle.PlainText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenFiles_WhenImported_ThenTheirCellsRunAndAFileThatImportsItselfIsAnError()
    {
        await using var session = new SessionFixture();
        var notebook = TwoCells("var imported = 40;", "#!import more.csx");
        session.Folder.Write("lib.ipynb", notebook);
        session.Folder.Write("more.csx", "imported += 2;\nimported");
        var output = await session.Run("#!import lib.ipynb\nimported");
        Assert.Equal(("42", "42"), (output.Displays.Single().Bundle.PlainText, output.Value!.PlainText));
        session.Folder.Write("self.csx", "#!import self.csx");
        Assert.Contains("import itself", (await session.Fail("#!import self.csx")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenTheNamesOfDotnetInteractive_WhenACellUsesThem_ThenTheyWork()
    {
        await using var session = new SessionFixture();
        var output = new RecordedOutput();
        output.Answers.Enqueue("Ada");
        var outcome = await session.Session.ExecuteAsync(new("cell", """
            using Microsoft.DotNet.Interactive;
            using Microsoft.DotNet.Interactive.Formatting;
            Formatter.Register<Version>(v => $"<i>{v}</i>", HtmlFormatter.MimeType);
            new Version(1, 2).Display();
            var token = KernelInvocationContext.Current.CancellationToken;
            await Kernel.GetInputAsync("Name") + token.CanBeCanceled + token.IsCancellationRequested
            """), output, new CancellationTokenSource().Token);
        Assert.Null(outcome.Error);
        Assert.Equal("AdaTrueFalse", output.Value!.PlainText);
        Assert.Equal("<i>1.2</i>", (string?)output.Displays.Single().Bundle.Data["text/html"]);
    }

    static string TwoCells(string first, string second)
    {
        var document = NotebookDocument.CreateCSharp();
        document.Add(CellKind.Code, first);
        document.Add(CellKind.Code, second);
        return NotebookFile.ToText(document);
    }
}
