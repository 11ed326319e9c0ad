using System.Text.Json.Nodes;

namespace Reining.Kernel.Documents;

/// <summary>
/// The language that a cell's metadata name. .NET Interactive's and VS Code's notebooks say there, and not in the text, what is HTML or
/// JavaScript.
/// </summary>
static class CellLanguage
{
    /// <summary>The cell's code, with the line that says its language where the metadata name another than C#.</summary>
    /// <param name="metadata">The cell's metadata, or those of the message that runs it.</param>
    /// <param name="code">The cell as written.</param>
    public static string Apply(JsonObject metadata, string code)
    {
        var name = Text(metadata["polyglot_notebook"], "kernelName") ?? Text(metadata["dotnet_interactive"], "language")
            ?? Text(metadata["vscode"], "languageId");
        return name is null or "" or "csharp" or "c#" or "cs" or "C#" or "polyglot-notebook" // the old extension's name for any language
            || code.AsSpan().TrimStart().StartsWith($"#!{name}", StringComparison.Ordinal)
            ? code : $"#!{name}\n{code}";
    }

    static string? Text(JsonNode? node, string name) =>
        (node as JsonObject)?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
