using System.Text.Json.Nodes;
using Reining.Kernel.Documents;

namespace Reining.Kernel.Tests.Documents;

/// <summary>Where front ends say a cell's language.</summary>
public sealed class CellLanguageTests
{
    [Theory]
    [InlineData("""{"polyglot_notebook":{"kernelName":"fsharp"},"vscode":{"languageId":"html"}}""", "#!fsharp\nx")]
    [InlineData("""{"dotnet_interactive":{"language":"html"}}""", "#!html\nx")]
    [InlineData("""{"vscode":{"languageId":"mermaid"}}""", "#!mermaid\nx")]
    [InlineData("""{"vscode":{"languageId":"csharp"}}""", "x")]
    [InlineData("""{"vscode":{"languageId":"polyglot-notebook"}}""", "x")]
    [InlineData("""{"vscode":{}}""", "x")]
    [InlineData("{}", "x")]
    public void GivenMetadata_WhenTheLanguageIsApplied_ThenTheCellSaysIt(string metadata, string expected) =>
        Assert.Equal(expected, CellLanguage.Apply((JsonObject)JsonNode.Parse(metadata)!, "x"));
}
