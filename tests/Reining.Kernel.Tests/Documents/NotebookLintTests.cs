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

    [Theory]
    [InlineData("output-missing", "1 + 1", null)]
    [InlineData("output-missing", "var x = 1;", null)]
    [InlineData("absolute-path", "1", """{"output_type":"stream","name":"stdout","text":"saved to /home/ada/out"}""")]
    [InlineData("absolute-path", "1", """{"output_type":"execute_result","data":{"text/html":"<p>/tmp/x/y.png</p>","text/plain":"x"}}""")]
    [InlineData("alt-text", "1", """{"output_type":"display_data","data":{"image/png":"AAAA"},"metadata":{}}""")]
    [InlineData("alt-text", "1", """{"output_type":"display_data","data":{"image/png":"AA","text/plain":"PNG picture, 1 bytes"}}""")]
    [InlineData("alt-text", "1", """{"output_type":"display_data","data":{"text/html":"<img src='data:x'>"}}""")]
    [InlineData("alt-text", "1", """{"output_type":"display_data","data":{"text/html":"<img alt=\"\" src='data:x'>"}}""")]
    public void GivenANotebookToBeReadWithoutRunning_WhenSomethingIsWrongWithItsOutputs_ThenTheRuleIsNamed(string rule, string source,
        string? output)
    {
        var document = NotebookDocument.CreateCSharp();
        var cell = document.Add(CellKind.Code, source);
        if (output is not null)
            cell.Outputs.Add((JsonObject)JsonNode.Parse(output)!);
        Assert.Empty(NotebookLint.Check(document));
        var finding = Assert.Single(NotebookLint.Check(document, outputs: true));
        Assert.Equal((rule, $"cell 1 ({cell.Id})"), (finding.Rule, finding.Place));
    }

    [Fact]
    public void GivenCellsThatShowNothing_WhenOutputsAreAskedFor_ThenTheyAreNotMissed()
    {
        var document = NotebookDocument.CreateCSharp();
        document.Add(CellKind.Code, "int n = 1;", NotebookParameters.Tag);
        document.Add(CellKind.Code, "using System.IO;\nint F() => 1;\nclass C { }");
        document.Add(CellKind.Code, "var x = 1;", "no-output");
        document.Add(CellKind.Code, "slow()", "skip-execution");
        document.Add(CellKind.Code, "plot").Outputs.Add((JsonObject)JsonNode.Parse("""
            {"output_type":"display_data","data":{"image/png":"AAAA","text/plain":"Figure: loss over epochs"},"metadata":{}}
            """)!);
        document.Add(CellKind.Code, "plot2").Outputs.Add((JsonObject)JsonNode.Parse("""
            {"output_type":"display_data","data":{"image/png":"AAAA"},"metadata":{"image/png":{"alt":"digits"}}}
            """)!);
        Assert.Empty(NotebookLint.Check(document, outputs: true));
    }

    [Fact]
    public void GivenANotebookOfManyOutputs_WhenItIsTooLarge_ThenItsSizeIsNamed()
    {
        var document = NotebookDocument.CreateCSharp();
        for (var i = 0; i < 14; i++)
        {
            document.Add(CellKind.Code, $"{i}").Outputs.Add(new JsonObject
            {
                ["output_type"] = "display_data",
                ["data"] = new JsonObject { ["image/png"] = new string('A', 150 << 10), ["text/plain"] = "a grid of digits" },
                ["metadata"] = new JsonObject(),
            });
        }
        Assert.Contains("it takes 2.2 MB, more than 2 MB", Assert.Single(NotebookLint.Check(document, outputs: true)).Message,
            StringComparison.Ordinal);
    }
}
