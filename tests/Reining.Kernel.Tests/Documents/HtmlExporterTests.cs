using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reining.Kernel.Documents;

namespace Reining.Kernel.Tests.Documents;

public sealed partial class HtmlExporterTests
{
    static readonly string[] VoidElements = ["meta", "img", "br", "hr", "input", "link", "col"];

    [Fact]
    public void GivenOutputsOfAllKinds_WhenExported_ThenThePageIsWellFormedAndAsksForNothingOutside()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("a picture.png"), [1, 2, 3]);
        var document = Sample();
        document.Add(CellKind.Markdown, "![a file](a%20picture.png) and ![remote](https://example.org/x.png)");
        var page = Export(document, folder.Path);
        AssertWellFormed(page);
        Assert.DoesNotMatch("""(src|href)\s*=\s*"(?!data:|#)(?!https://example\.org/x\.png)""", WithoutScripts(page));
        Assert.Contains("src=\"data:image/png;base64,AQID\"", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://example.org/x.png\">remote</a>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenTwoFigures_WhenExported_ThenPlotlyIsInsideOnceAndBothAreNamedForReadersWithoutEyes()
    {
        var document = Sample();
        document.Cells[2].Outputs.Add((JsonObject)document.Cells[2].Outputs[0].DeepClone());
        var page = Export(document);
        Assert.Equal(2, Regex.Count(page, "<figure "));
        Assert.Equal(1, Regex.Count(page, "fake plotly"));
        Assert.Contains("role=\"img\" aria-label=\"Figure: loss\"", page, StringComparison.Ordinal);
        Assert.Contains("\\u003c/script", page, StringComparison.Ordinal);
        Assert.Contains("var s = '<\\/script>'", page, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAFigureAndNoPlotly_WhenExported_ThenItIsAnError()
    {
        var error = Assert.Throws<DocumentException>(() => HtmlExporter.Export(Sample(), new HtmlExportOptions()));
        Assert.Contains("expected the source of plotly.js", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenNoFigure_WhenExported_ThenPlotlyIsNotAskedFor()
    {
        var document = Sample();
        document.Cells[2].Outputs.Clear();
        var page = HtmlExporter.Export(document, new HtmlExportOptions
        {
            PlotlyScript = () =>
            throw new InvalidOperationException("not needed")
        });
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenCodeTextAndErrors_WhenExported_ThenEachIsReadable()
    {
        var page = Export(Sample());
        Assert.Contains("<title>The &lt;title&gt;</title>", page, StringComparison.Ordinal);
        Assert.Contains("<h2 id=\"First-part\">", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#First-part\">First part</a>", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"k\">var</span> x = <span class=\"n\">1</span>;", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"c\">// a &lt; b</span>", page, StringComparison.Ordinal);
        Assert.Contains("<pre class=\"output stdout\">1 &lt; 2</pre>", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"ansi-red\">Broken: no</span>", page, StringComparison.Ordinal);
        Assert.Contains("<table><tr><td>html</td></tr></table>", page, StringComparison.Ordinal);
        Assert.Contains("alt=\"PNG picture, 8 bytes\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAMissingPicture_WhenExported_ThenTheErrorNamesIt()
    {
        var document = Sample();
        document.Add(CellKind.Markdown, "![x](gone.png)");
        Assert.Contains("gone.png", Assert.Throws<DocumentException>(() => Export(document)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../src/My file.cs", "../../src/My%20file.cs")]
    [InlineData("other.ipynb#part", "../../notebooks/other.ipynb#part")]
    [InlineData("#First-part", "#First-part")]
    [InlineData("https://example.org/a", "https://example.org/a")]
    public void GivenALink_WhenExportedToAnotherFolder_ThenItLeadsToTheSameFile(string link, string expected)
    {
        var document = Sample();
        document.Add(CellKind.Markdown, $"[x](<{link}>)");
        var page = HtmlExporter.Export(document, new HtmlExportOptions
        {
            Folder = "notebooks",
            PageFolder = "out/pages",
            PlotlyScript = () => ""
        });
        Assert.Contains($"<a href=\"{expected}\">x</a>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("var s = $\"a{x}b\";")]
    [InlineData("#r \"lib.dll\"\n#!time\nusing System;\n\n  // tail\n")]
    [InlineData("var broken = (1 +;\n}{ \"open")]
    [InlineData("var raw = \"\"\"\n  <b>\n  \"\"\"; /* c */ List<int> l = new();")]
    public void GivenAnySource_WhenHighlighted_ThenItsTextIsUnchanged(string source)
    {
        var html = CodeHighlighter.ToHtml(source);
        AssertWellFormed(html);
        Assert.Equal(source, System.Net.WebUtility.HtmlDecode(Tag().Replace(html, "")));
    }

    static NotebookDocument Sample()
    {
        var document = NotebookDocument.CreateCSharp();
        document.Add(CellKind.Markdown, "# The \\<title>\n\n## First part\n\nText $x^2$\n\n| a |\n|---|\n| 1 |\n\n- [ ] task");
        var code = document.Add(CellKind.Code, "var x = 1; // a < b");
        code.Outputs.Add(Output("""{"output_type":"stream","name":"stdout","text":"1 < 2\n"}"""));
        code.Outputs.Add(
            Output("""
                {"output_type":"display_data","data":{"text/html":"<table><tr><td>html</td></tr></table>","text/plain":"x"},"metadata":{}}
                """));
        code.Outputs.Add(
            Output("""
                {"output_type":"display_data","data":{"image/png":"iVBORw0KGgo=","text/plain":"PNG picture, 8 bytes"},"metadata":{}}
                """));
        code.Outputs.Add(
            Output("""
                {"output_type":"error","ename":"Broken","evalue":"no","traceback":["\u001b[31mBroken: no\u001b[0m","at <cell> 1"]}
                """));
        document.Add(CellKind.Code, "figure").Outputs
            .Add(Output("""
                {"output_type":"execute_result","execution_count":2,"metadata":{},"data":{
                "application/vnd.plotly.v1+json":{"data":[{"name":"</script><b>"}],"layout":{}},
                "image/png":"iVBORw0KGgo=","text/plain":"Figure: loss"}}
                """));
        document.Add(CellKind.Markdown, "## Second part");
        return document;
    }

    static JsonObject Output(string json) => (JsonObject)JsonNode.Parse(json)!;

    static string Export(NotebookDocument document, string folder = ".") =>
        HtmlExporter.Export(document, new HtmlExportOptions
        {
            Folder = folder,
            PlotlyScript = () => "/* fake plotly */ var s = '</script>';"
        });

    static string WithoutScripts(string page) => Script().Replace(page, "<script></script>");

    static void AssertWellFormed(string html)
    {
        var open = new Stack<string>();
        foreach (Match tag in Tag().Matches(WithoutScripts(html)))
        {
            var name = tag.Groups["name"].Value.ToLowerInvariant();
            if (VoidElements.Contains(name) || tag.Value.StartsWith("<!", StringComparison.Ordinal)
                || tag.Value.EndsWith("/>", StringComparison.Ordinal))
                continue;
            if (!tag.Value.StartsWith("</", StringComparison.Ordinal))
                open.Push(name);
            else
                Assert.Equal(open.Pop(), name);
        }
        Assert.Empty(open);
    }

    [GeneratedRegex("""<[!/]?(?<name>[A-Za-z][A-Za-z0-9]*)(?:[^<>"]|"[^"]*")*>""")]
    private static partial Regex Tag();

    [GeneratedRegex("<script.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Script();
}
