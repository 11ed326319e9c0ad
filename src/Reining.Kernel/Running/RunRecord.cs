using System.Text.Json.Nodes;
using Reining.Kernel.Documents;

namespace Reining.Kernel.Running;

/// <summary>The document of a run while outputs of several cells and threads come in.</summary>
sealed class RunRecord(NotebookDocument document)
{
    readonly Dictionary<string, List<JsonObject>> _displays = new(StringComparer.Ordinal);

    /// <summary>Guards the document's outputs.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Remembers an output that may be updated later.</summary>
    public void Register(string displayId, JsonObject output)
    {
        if (!_displays.TryGetValue(displayId, out var outputs))
            _displays[displayId] = outputs = [];
        outputs.Add(output);
    }

    /// <summary>The outputs shown under that name.</summary>
    public IEnumerable<JsonObject> Find(string displayId) => _displays.GetValueOrDefault(displayId) ?? [];

    /// <summary>Saves the document as it stands.</summary>
    public void Save(string path)
    {
        string text;
        lock (Gate)
            text = NotebookFile.ToText(document);
        AtomicFile.WriteAllText(path, text);
    }
}
