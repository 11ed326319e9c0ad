using System.Text.Json.Nodes;
using Reining.Kernel.Documents;

namespace Reining.Kernel.Tests.Documents;

public sealed class NotebookLintTests
{
    [Fact]
    public void GivenACleanNotebook_WhenItIsChecked_ThenThereIsNothingToSay()
    {
        var document = NotebookDocument.CreateCSharp();
        document.Add(CellKind.Code, "int n = 1; // see https://example.org/home/x", NotebookParameters.Tag).ExecutionCount = 1;
        document.Add(CellKind.Code, "#r \"../lib/a.dll\"\nn / 2").ExecutionCount = 2;
        document.Add(CellKind.Code, "n / 0", "raises-exception").Outputs
            .Add((JsonObject)JsonNode.Parse("""{"output_type":"error","ename":"X","evalue":"","traceback":[]}""")!);
        Assert.Empty(NotebookLint.Check(document));
    }

    [Theory]
    [InlineData("absolute-path", "#r \"/home/ada/a.dll\"", null, 1)]
    [InlineData("absolute-path", "File.ReadAllText(@\"C:\\data\\x.csv\")", null, 1)]
    [InlineData("order", "1", null, 0)]
    [InlineData("remote-script", "1",
        """{"output_type":"display_data","data":{"text/html":"<script src=\"https://cdn.example.org/p.js\"></script>"},"metadata":{}}""",
            1)]
    [InlineData("error", "1", """{"output_type":"error","ename":"X","evalue":"","traceback":[]}""", 1)]
    public void GivenSomethingWrong_WhenItIsChecked_ThenTheRuleAndCellAreNamed(string rule, string source, string? output, int count)
    {
        var document = NotebookDocument.CreateCSharp();
        var cell = document.Add(CellKind.Code, source);
        cell.ExecutionCount = count;
        if (output is not null)
            cell.Outputs.Add((JsonObject)JsonNode.Parse(output)!);
        var finding = Assert.Single(NotebookLint.Check(document));
        Assert.Equal((rule, $"cell 1 ({cell.Id})"), (finding.Rule, finding.Place));
    }

    [Fact]
    public void GivenALargeOutput_WhenItIsChecked_ThenItsTypeAndSizeAreNamed()
    {
        var document = NotebookDocument.CreateCSharp();
        var cell = document.Add(CellKind.Code, "1");
        cell.Outputs.Add(new JsonObject
        {
            ["output_type"] = "display_data",
            ["data"] = new JsonObject { ["image/png"] = new string('A', 300 << 10) },
            ["metadata"] = new JsonObject()
        });
        Assert.Contains("image/png takes 300 KiB", Assert.Single(NotebookLint.Check(document)).Message, StringComparison.Ordinal);
    }
}
