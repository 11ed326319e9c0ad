using System.Text.Json.Nodes;
using Reining.Kernel.Display;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Documents;

/// <summary>The four kinds of outputs of nbformat 4.</summary>
static class Outputs
{
    public static JsonObject Stream(StreamName name, string text) => new()
    {
        ["output_type"] = "stream",
        ["name"] = name == StreamName.Stdout ? "stdout" : "stderr",
        ["text"] = text,
    };

    public static JsonObject Display(MimeBundle bundle) => new()
    {
        ["output_type"] = "display_data",
        ["data"] = bundle.Data.DeepClone(),
        ["metadata"] = bundle.Metadata.DeepClone(),
    };

    public static JsonObject Result(MimeBundle bundle, int? count) => new()
    {
        ["output_type"] = "execute_result",
        ["data"] = bundle.Data.DeepClone(),
        ["metadata"] = bundle.Metadata.DeepClone(),
        ["execution_count"] = count,
    };

    public static JsonObject Error(CellError error) => new()
    {
        ["output_type"] = "error",
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["traceback"] = new JsonArray([.. error.Traceback.Select(line => JsonValue.Create(line))]),
    };
}
