using System.Text.Json.Nodes;

namespace Reining.Kernel.Documents;

/// <summary>A notebook: cells and metadata, as nbformat 4.5 has them.</summary>
public sealed class NotebookDocument
{
    /// <summary>The cells in order.</summary>
    public List<NotebookCell> Cells { get; } = [];

    /// <summary>Facts about the notebook; what this library does not know is kept.</summary>
    public JsonObject Metadata { get; init; } = [];

    /// <summary>Members of the file that nbformat does not name, kept as they came.</summary>
    public JsonObject Extra { get; init; } = [];

    /// <summary>An empty C# notebook with the metadata by which every front end knows it.</summary>
    public static NotebookDocument CreateCSharp() => new()
    {
        Metadata = new JsonObject
        {
            ["kernelspec"] = new JsonObject { ["name"] = ".net-csharp", ["display_name"] = ".NET (C#)", ["language"] = "C#" },
            ["language_info"] = LanguageInfo(),
        },
    };

    /// <summary>The language as front ends and converters know it; the kernel says the same of itself.</summary>
    internal static JsonObject LanguageInfo() => new()
    {
        ["name"] = "C#",
        ["version"] = "14.0",
        ["mimetype"] = "text/x-csharp",
        ["file_extension"] = ".cs",
        ["pygments_lexer"] = "csharp",
    };

    /// <summary>Adds a cell at the end, with an identifier made from its content.</summary>
    public NotebookCell Add(CellKind kind, string source, params string[] tags) =>
        Add(kind, source, CellIds.Make(source, Cells.Select(other => other.Id)), tags);

    /// <summary>Adds a cell with an identifier that the caller has found to be free.</summary>
    internal NotebookCell Add(CellKind kind, string source, string id, string[] tags)
    {
        var cell = new NotebookCell(kind, id, source);
        if (tags.Length > 0)
            cell.Metadata["tags"] = new JsonArray([.. tags.Select(tag => JsonValue.Create(tag))]);
        Cells.Add(cell);
        return cell;
    }

    /// <summary>The cells that a run of the notebook runs, in order.</summary>
    internal IEnumerable<NotebookCell> Runnable() =>
        Cells.Where(cell => cell.Kind == CellKind.Code && cell.Source.Trim().Length > 0 && !cell.HasTag(Running.NotebookRunner.SkipTag));

    /// <summary>Removes outputs and counts of all cells.</summary>
    public void ClearOutputs()
    {
        foreach (var cell in Cells)
        {
            cell.Outputs.Clear();
            cell.ExecutionCount = null;
        }
    }
}
