using System.Text.Json.Nodes;
using Reining.Kernel.Documents;
using Reining.Kernel.Tests.Running;

namespace Reining.Kernel.Tests.Documents;

/// <summary>Cells run in the language that they, or their notebook, say.</summary>
public sealed class LanguageTests
{
    [Theory]
    [InlineData("""{"kernelspec":{"name":"python3","display_name":"Python 3","language":"python"}}""", "python (Python 3)")]
    [InlineData("""{"language_info":{"name":"R"}}""", "got one in r")]
    [InlineData("""{"kernelspec":{"name":".net-pwsh","display_name":".NET (PowerShell)","language":"PowerShell"}}""", ".NET (PowerShell)")]
    public async Task GivenANotebookInAnotherLanguage_WhenItRuns_ThenItIsRefusedWithTheLanguagesName(string metadata, string named)
    {
        using var run = new RunFixture("1");
        run.Document.Metadata.Clear();
        foreach (var (key, value) in JsonNode.Parse(metadata)!.AsObject())
            run.Document.Metadata[key] = value!.DeepClone();
        var error = await Assert.ThrowsAsync<DocumentException>(() => run.RunAsync());
        Assert.Contains("expected a notebook in C# or F#", error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(run.Options.OutputPath));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"language_info":{"name":"polyglot-notebook"},"kernelspec":{"name":".net-csharp","language":"polyglot-notebook"}}""")]
    [InlineData("""{"kernelspec":{"name":"reining-csharp","display_name":"C# (Reining)","language":"C#"}}""")]
    [InlineData("""{"polyglot_notebook":{"kernelInfo":{"defaultKernelName":"csharp"}}}""")]
    public async Task GivenANotebookInCSharp_WhenItRuns_ThenItsCellsAreCSharp(string metadata)
    {
        using var run = new RunFixture("var x = 20; x + 1");
        run.Document.Metadata.Clear();
        foreach (var (key, value) in JsonNode.Parse(metadata)!.AsObject())
            run.Document.Metadata[key] = value!.DeepClone();
        Assert.True((await run.RunAsync()).Succeeded);
        Assert.Equal("21", (string?)run.Saved().Cells[0].Outputs[0]["data"]!["text/plain"]);
    }

    [Fact]
    public async Task GivenAnImportedNotebook_WhenItsCellsAreInOtherLanguagesOrSkipped_ThenTheyAreTreatedSo()
    {
        await using var session = new SessionFixture();
        var notebook = NotebookDocument.CreateCSharp();
        notebook.Add(CellKind.Code, "<b>page</b>").Metadata["polyglot_notebook"] = new JsonObject { ["kernelName"] = "html" };
        notebook.Add(CellKind.Code, "alert('x')").Metadata["dotnet_interactive"] = new JsonObject { ["language"] = "javascript" };
        notebook.Add(CellKind.Code, "throw new Exception();", "skip-execution");
        notebook.Add(CellKind.Markdown, "text");
        notebook.Add(CellKind.Code, "var imported = 3;");
        NotebookFile.Write(notebook, session.Folder.File("part.ipynb"));
        var output = await session.Run("#!import part.ipynb\nimported");
        Assert.Equal("3", output.Value!.PlainText);
        Assert.Equal(["text/html", "application/javascript"], output.Displays.Select(one => one.Bundle.Data.First().Key));
        Assert.Equal("<b>page</b>", (string?)output.Displays[0].Bundle.Data["text/html"]);
    }

    [Fact]
    public async Task GivenAnImportedNotebookInPython_WhenTheCellRuns_ThenItIsRefused()
    {
        await using var session = new SessionFixture();
        session.Folder.Write("py.ipynb", """
            {"nbformat":4,"nbformat_minor":5,"cells":[],
            "metadata":{"kernelspec":{"name":"python3","display_name":"Python 3","language":"python"}}}
            """);
        Assert.Contains("Python 3", (await session.Fail("#!import py.ipynb")).Message, StringComparison.Ordinal);
    }
}
