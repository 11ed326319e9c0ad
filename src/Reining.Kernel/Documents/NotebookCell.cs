using System.Text.Json.Nodes;

namespace Reining.Kernel.Documents;

/// <summary>One cell of a notebook document.</summary>
/// <param name="kind">What it is.</param>
/// <param name="id">Its identifier, unique in the document: 1 to 64 letters, digits, hyphens and underscores.</param>
/// <param name="source">Its text, lines separated by LF.</param>
public sealed class NotebookCell(CellKind kind, string id, string source)
{
    /// <summary>What the cell is.</summary>
    public CellKind Kind => kind;

    /// <summary>The cell's identifier.</summary>
    public string Id { get; set; } = id;

    /// <summary>The cell's text.</summary>
    public string Source { get; set; } = source;

    /// <summary>Facts about the cell; what this library does not know is kept.</summary>
    public JsonObject Metadata { get; init; } = [];

    /// <summary>Outputs of a code cell, as nbformat has them, with whole texts in place of line arrays.</summary>
    public List<JsonObject> Outputs { get; } = [];

    /// <summary>Which run of the notebook's code cells produced the outputs, from 1; null if none did.</summary>
    public int? ExecutionCount { get; set; }

    /// <summary>Members of the cell that nbformat 4.5 does not name (and <c>attachments</c>), kept as they came.</summary>
    public JsonObject Extra { get; init; } = [];

    /// <summary>The cell's tags.</summary>
    public IEnumerable<string> Tags => (Metadata["tags"] as JsonArray)?.Select(tag => (string?)tag ?? "") ?? [];

    /// <summary>Whether the cell has a tag.</summary>
    public bool HasTag(string tag) => Tags.Contains(tag);

    /// <summary>The first line that says something (no directive, no using), cut for a progress line or an error.</summary>
    /// <param name="length">How many characters at most.</param>
    public string Headline(int length = 60)
    {
        var lines = Source.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var line = lines.FirstOrDefault(line => !(Kind == CellKind.Code
            && (line[0] == '#' || line.StartsWith("using ", StringComparison.Ordinal)))) ?? lines.FirstOrDefault() ?? "";
        if (Kind == CellKind.Markdown)
            line = line.TrimStart('#', ' ');
        else if (line.StartsWith("//", StringComparison.Ordinal))
            line = line.TrimStart('/', ' ');
        return line.Length <= length ? line : string.Concat(line.AsSpan(0, length - 1), "…");
    }
}
