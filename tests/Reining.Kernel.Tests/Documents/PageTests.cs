using System.Text.Json.Nodes;
using Reining.Kernel.Documents;

namespace Reining.Kernel.Tests.Documents;

/// <summary>Pages and notebooks that lie elsewhere than their sources, and what is in them.</summary>
public sealed class PageTests
{
    [Theory]
    [InlineData("![a](../docs/pictures/x.png)", "![a](../../docs/pictures/x.png)")]
    [InlineData("[a](other.ipynb#part)", "[a](../../notebooks/other.ipynb#part)")]
    [InlineData("[![b](../docs/pictures/x.png)](other.ipynb)", "[![b](../../docs/pictures/x.png)](../../notebooks/other.ipynb)")]
    [InlineData("<img src=\"../docs/pictures/x.png\" width=\"9\">", "<img src=\"../../docs/pictures/x.png\" width=\"9\">")]
    [InlineData("text <a href='other.ipynb'>a</a>", "text <a href='../../notebooks/other.ipynb'>a</a>")]
    [InlineData("| a |\n|---|\n| [x](other.ipynb) |", "| a |\n|---|\n| [x](../../notebooks/other.ipynb) |")]
    [InlineData("[r]: other.ipynb\n\n[r]", "[r]: ../../notebooks/other.ipynb\n\n[r]")]
    [InlineData("[a](https://example.org/x) [b](#part) [c](none.md) ![d](attachment:x.png)", null)]
    [InlineData("`[a](other.ipynb)`", null)]
    [InlineData("```\n![a](../docs/pictures/x.png)\n```", null)]
    public void GivenANotebookThatIsWrittenElsewhere_WhenItsLinksAreMoved_ThenTheyNameTheSameFiles(string before, string? after)
    {
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["notebooks", "docs/pictures", "out/notebooks"])
            Directory.CreateDirectory(folder.File(name));
        folder.Write("docs/pictures/x.png", "");
        folder.Write("notebooks/other.ipynb", "");
        var document = NotebookDocument.CreateCSharp();
        document.Add(CellKind.Markdown, before);
        document.Add(CellKind.Code, "// [a](other.ipynb)");
        MovedLinks.Rewrite(document, folder.File("notebooks"), folder.File("out/notebooks"));
        Assert.Equal([after ?? before, "// [a](other.ipynb)"], document.Cells.Select(cell => cell.Source));
    }

    [Fact]
    public void GivenPicturesInHtmlOfMarkdown_WhenExported_ThenTheyAreInThePage()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("a.png"), [1, 2, 3]);
        var document = NotebookDocument.CreateCSharp();
        var cell = document.Add(CellKind.Markdown, "<img src=\"attachment:b.png\" alt=\"b\">\n\nand <img src='a.png'> and [up](sub/x.md)");
        cell.Extra["attachments"] = JsonNode.Parse("""{"b.png":{"image/png":"BBBB"}}""");
        var page = HtmlExporter.Export(document, new HtmlExportOptions { Folder = folder.Path, PageFolder = folder.File("pages") });
        Assert.Contains("<img src=\"data:image/png;base64,BBBB\" alt=\"b\">", page, StringComparison.Ordinal);
        Assert.Contains("<img src='data:image/png;base64,AQID'>", page, StringComparison.Ordinal);
        Assert.Contains("href=\"../sub/x.md\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenACellWhoseOutputIsToBePredicted_WhenExported_ThenOneOpensIt()
    {
        var document = NotebookDocument.CreateCSharp();
        foreach (var tags in (string[][])[["hide-output"], []])
        {
            var cell = document.Add(CellKind.Code, "6 * 7");
            cell.Metadata["tags"] = new JsonArray([.. tags.Select(t => (JsonNode)t)]);
            cell.Outputs.Add(new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = "42" });
        }
        document.Add(CellKind.Code, "1;").Metadata["tags"] = new JsonArray("hide-output"); // nothing to open
        var page = HtmlExporter.Export(document, new HtmlExportOptions());
        const string Output = "<pre class=\"output stdout\">42</pre>\n";
        var opens = $"<details class=\"result\"><summary>Show the result</summary>\n{Output}</details>";
        Assert.Equal(2, page.Split(Output).Length - 1);
        Assert.Single(page.Split(opens)[1..]);
    }

    [Fact]
    public void GivenRawCells_WhenExported_ThenTheyAreThereUnlessMeantForAnotherFormat()
    {
        var document = NotebookDocument.CreateCSharp();
        document.Add(CellKind.Raw, "plain <raw>");
        document.Add(CellKind.Raw, "<b>html</b>").Metadata["format"] = "text/html";
        document.Add(CellKind.Raw, "\\newpage").Metadata["raw_mimetype"] = "text/latex";
        var page = HtmlExporter.Export(document, new HtmlExportOptions());
        Assert.Contains("<pre class=\"raw\">plain &lt;raw&gt;</pre>", page, StringComparison.Ordinal);
        Assert.Contains("<b>html</b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("newpage", page, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenARunWithParameters_WhenExported_ThenTheInjectedCellAndPathsOfTheMachineAreNotInThePage()
    {
        using var folder = new TemporaryFolder();
        var document = NotebookDocument.CreateCSharp();
        document.Add(CellKind.Code, "int n = 1;", NotebookParameters.Tag);
        document.Add(CellKind.Code, "// Parameters\nint n = 2;", NotebookParameters.InjectedTag);
        var cell = document.Add(CellKind.Code, "n");
        cell.Outputs.Add(new JsonObject
        {
            ["output_type"] = "stream",
            ["name"] = "stdout",
            ["text"] = $"saved {folder.File("out/a.png")}"
        });
        cell.Outputs.Add(new JsonObject
        {
            ["output_type"] = "display_data",
            ["data"] = new JsonObject { ["text/html"] = $"<td>{Path.GetDirectoryName(folder.Path)}/data/x</td>" },
        });
        document.Metadata["reining"] = JsonNode.Parse($$"""
            {"run":{"runtime":".NET 10","status":"ok","seconds":{},"parameters":{"n":"2","outFolder":"{{folder.Path}}"} } }
            """);
        var page = HtmlExporter.Export(document, new HtmlExportOptions { Folder = folder.Path });
        Assert.DoesNotContain("// Parameters", page, StringComparison.Ordinal);
        Assert.Contains("n = 2</footer>", page, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Path, page, StringComparison.Ordinal);
        Assert.Contains("saved out/a.png", page, StringComparison.Ordinal);
        Assert.Contains("<td>../data/x</td>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("## 1 First\n\n## 2 Second", "<ol class=\"numbered\">")]
    [InlineData("## First\n\n## Second", "<ol>")]
    public void GivenHeadings_WhenTheyBringNumbersAlong_ThenTheContentsAreNotNumberedAgain(string text, string list)
    {
        var document = NotebookDocument.CreateCSharp();
        document.Add(CellKind.Markdown, text);
        Assert.Contains(list, HtmlExporter.Export(document, new HtmlExportOptions()), StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAWideTableInMarkdown_WhenExported_ThenItScrollsByItself()
    {
        var document = NotebookDocument.CreateCSharp();
        document.Add(CellKind.Markdown, "*Table 1: caption.*\n\n| a | b |\n|---|---|\n| 1 | 2 |");
        var page = HtmlExporter.Export(document, new HtmlExportOptions());
        Assert.Contains("<div class=\"wide\"><table>", page, StringComparison.Ordinal);
        Assert.Contains("<em>Table 1: caption.</em>", page, StringComparison.Ordinal);
    }
}
