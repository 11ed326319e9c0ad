using System.Text.Json.Nodes;

namespace Notebooks.Tests;

static class Executed
{
    /// <summary>All outputs of an executed notebook; fails if a cell did not run or failed.</summary>
    public static List<JsonNode?> Outputs(string executed)
    {
        var cells = JsonNode.Parse(File.ReadAllText(executed))!["cells"]!.AsArray().Where(c => (string?)c!["cell_type"] == "code").ToList();
        Assert.All(cells, c => Assert.NotNull(c!["execution_count"]));
        var outputs = cells.SelectMany(c => c!["outputs"]!.AsArray()).ToList();
        Assert.DoesNotContain(outputs, o => (string?)o!["output_type"] == "error");
        return outputs;
    }
}
