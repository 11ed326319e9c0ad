using System.Text.Json.Nodes;

namespace Reining.Kernel.Documents;

/// <summary>
/// The language of cells and notebooks, as their metadata name it. .NET Interactive's and VS Code's notebooks say there, and not in the
/// text, what is HTML or JavaScript.
/// </summary>
static class CellLanguage
{
    const string CSharp = "csharp", FSharp = "fsharp";

    /// <summary>The cell's code, with the line that says its language where the metadata name another than C#.</summary>
    /// <param name="metadata">The cell's metadata, or those of the message that runs it.</param>
    /// <param name="code">The cell as written.</param>
    /// <param name="notebook">The language of cells whose metadata name none.</param>
    public static string Apply(JsonObject metadata, string code, string notebook = CSharp)
    {
        var name = Text(metadata["polyglot_notebook"], "kernelName") ?? Text(metadata["dotnet_interactive"], "language")
            ?? Text(metadata["vscode"], "languageId") ?? (code.AsSpan().TrimStart().StartsWith("#!") ? CSharp : notebook);
        return name is "" or "polyglot-notebook" || Normal(name) == CSharp // the old extension's name for any language
            || code.AsSpan().TrimStart().StartsWith($"#!{name}", StringComparison.Ordinal)
            ? code : $"#!{name}\n{code}";
    }

    /// <summary>The language of a notebook's cells.</summary>
    /// <param name="document">The notebook.</param>
    /// <exception cref="DocumentException">It is in a language that this program does not run.</exception>
    public static string Of(NotebookDocument document)
    {
        var metadata = document.Metadata;
        string?[] named =
        [
            Text((metadata["polyglot_notebook"] as JsonObject)?["kernelInfo"], "defaultKernelName"),
                Text(metadata["kernelspec"], "language"),
            Text(metadata["language_info"], "name"), Text(metadata["kernelspec"], "name"),
        ];
        var languages = named.Where(name => name is { Length: > 0 } and not "polyglot-notebook").Select(name => Normal(name!)).ToArray();
        if (languages.Length == 0 || languages.Contains(CSharp))
            return CSharp;
        if (languages.Contains(FSharp))
            return FSharp;
        var kernel = Text(metadata["kernelspec"], "display_name") ?? languages[0];
        throw new DocumentException(
            $"Run notebook: expected a notebook in C# or F#, got one in {languages[0]} ({kernel}); run it with that kernel.");
    }

    static string Normal(string name) => name.ToLowerInvariant() switch
    {
        "c#" or "cs" or CSharp or ".net-csharp" or "reining-csharp" => CSharp,
        "f#" or "fs" or FSharp or ".net-fsharp" => FSharp,
        var other => other,
    };

    static string? Text(JsonNode? node, string name) =>
        (node as JsonObject)?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
