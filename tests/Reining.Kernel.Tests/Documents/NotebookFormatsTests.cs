using Reining.Kernel.Documents;

namespace Reining.Kernel.Tests.Documents;

public sealed class NotebookFormatsTests
{
    const string Dib =
        "#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":"
        + "[{\"name\":\"csharp\",\"languageName\":\"C#\",\"aliases\":[\"c#\",\"cs\"]}]}}\n\n"
        + "#!markdown\n\n# Title\n\n#!csharp\n\n#!time\nvar x = 1;\n\nx\n\n#!html\n\n<b>1</b>\n";

    [Fact]
    public void GivenADib_WhenReadAndWritten_ThenCellsLanguagesAndTextAreTheSame()
    {
        var document = DibFormat.Parse(Dib.Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Equal([(CellKind.Markdown, "# Title"), (CellKind.Code, "#!time\nvar x = 1;\n\nx"), (CellKind.Code, "#!html\n<b>1</b>")],
            document.Cells.Select(cell => (cell.Kind, cell.Source)));
        Assert.Equal(Dib, DibFormat.ToText(document));
        Assert.Equal("1", DibFormat.Parse("1").Cells.Single().Source);
    }

    [Fact]
    public void GivenADibWithKernelsOfItsOwn_WhenRead_ThenTheirCellsAreApartAndNothingOfTheTextIsLost()
    {
        const string Meta = "#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[{\"name\":\"csharp\"},"
            + "{\"name\":\"mydb\",\"languageName\":\"SQL\",\"aliases\":[\"db\"]},{\"name\":\"pwsh\"}]}}\n";
        var document = DibFormat
            .Parse(Meta + "var before = 1;\n\n#!mydb\n\nselect 1\n\n#!db\n\nselect 2\n\n#!pwsh\n\nls\n\n#!csharp\n\n2\n");
        Assert.Equal(["var before = 1;", "#!mydb\nselect 1", "#!mydb\nselect 2", "#!pwsh\nls", "2"],
            document.Cells.Select(cell => cell.Source));
        Assert.Equal(document.Cells.Select(cell => cell.Source),
            DibFormat.Parse(DibFormat.ToText(document)).Cells.Select(cell => cell.Source));
        Assert.Contains("\"mydb\"", DibFormat.ToText(document), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"fsharp\"}}\n\nlet x = 1\n\n#!csharp\n\n1", "#!fsharp\nlet x = 1", "1")]
    [InlineData("#!meta\n\n{\"kernelInfo\":{}} var x = 1;", " var x = 1;")]
    [InlineData("#!meta\n\nno json\n\n#!csharp\n1", "no json", "1")]
    [InlineData("#!meta\n\n{\"a\":1,\"a\":2}\n1", "1")]
    [InlineData("#!meta\n\n{\"kernelInfo\":[1]}\n1", "1")]
    [InlineData("#!meta\n\n{\"kernelInfo\":{\"items\":[{\"a\":1,\"a\":2}]}}\n1", "{\"kernelInfo\":{\"items\":[{\"a\":1,\"a\":2}]}}\n1")]
    [InlineData("#!meta\n\n{\"kernelInfo\":{\"items\":[{\"name\":\"\\ud83d\"}]}}\n1", "1")]
    public void GivenADibWithOddMetadata_WhenRead_ThenItsCellsAreThere(string text, params string[] cells)
    {
        var document = DibFormat.Parse(text);
        Assert.Equal(cells, document.Cells.Select(cell => cell.Source));
        _ = DibFormat.ToText(document);
        _ = NotebookFile.ToText(document);
    }

    [Fact]
    public void GivenAScript_WhenReadAndWritten_ThenCellsAreTheSame()
    {
        const string Script = "// %%\nvar x = 1;\n// a comment\n\n// %% [markdown]\n// # Title\n//\n// text\n\n// %%\nx\n";
        var document = ScriptFormat.Parse(Script);
        Assert.Equal([(CellKind.Code, "var x = 1;\n// a comment"), (CellKind.Markdown, "# Title\n\ntext"), (CellKind.Code, "x")],
            document.Cells.Select(cell => (cell.Kind, cell.Source)));
        Assert.Equal(Script, ScriptFormat.ToText(document));
    }

    [Fact]
    public void GivenFileNames_WhenConverted_ThenTheTypeSaysTheFormat()
    {
        using var folder = new TemporaryFolder();
        NotebookFormats.Write(NotebookFormats.Read(folder.Write("a.dib", Dib)), folder.File("b.ipynb"));
        NotebookFormats.Write(NotebookFormats.Read(folder.File("b.ipynb")), folder.File("c.csx"));
        NotebookFormats.Write(NotebookFormats.Read(folder.File("c.csx")), folder.File("d.dib"));
        Assert.Equal(Dib, File.ReadAllText(folder.File("d.dib")));
        Assert.Contains("got '.txt'", Assert.Throws<DocumentException>(() => NotebookFormats.Read(folder.Write("a.txt", ""))).Message,
            StringComparison.Ordinal);
        Assert.Throws<DocumentException>(() => NotebookFormats.Read(folder.File("none.dib")));
    }
}
