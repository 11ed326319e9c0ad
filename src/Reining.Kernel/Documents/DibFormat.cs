using System.Text;
using System.Text.Json.Nodes;

namespace Reining.Kernel.Documents;

/// <summary>
/// The text format of .NET Interactive (<c>.dib</c>): cells one after the other, each below a line with its language. It has no outputs.
/// </summary>
public static class DibFormat
{
    const string Meta = "meta", Prefix = "#!";

    static readonly Dictionary<string, string> Languages = new(StringComparer.Ordinal)
    {
        ["csharp"] = "csharp",
        ["c#"] = "csharp",
        ["cs"] = "csharp",
        ["fsharp"] = "fsharp",
        ["f#"] = "fsharp",
        ["pwsh"] = "pwsh",
        ["powershell"] = "pwsh",
        ["html"] = "html",
        ["javascript"] = "javascript",
        ["js"] = "javascript",
        ["markdown"] = "markdown",
        ["md"] = "markdown",
        ["mermaid"] = "mermaid",
        ["sql"] = "sql",
        ["kql"] = "kql",
        ["http"] = "http",
        ["value"] = "value",
        [Meta] = Meta,
    };

    /// <summary>Reads a document. Cells in another language than C# and Markdown become code cells that begin with its directive.</summary>
    /// <param name="text">The file's text.</param>
    public static NotebookDocument Parse(string text)
    {
        var document = NotebookDocument.CreateCSharp();
        var languages = new Dictionary<string, string>(Languages, StringComparer.Ordinal);
        var ids = new CellIds();
        text = text.ReplaceLineEndings("\n");
        var start = $"\n{text}".IndexOf($"\n{Prefix}{Meta}\n", StringComparison.Ordinal);
        if (start >= 0)
        {
            foreach (var (name, kernel) in DibMeta.Parse(text[(start + Prefix.Length + Meta.Length + 1)..]).Names)
                languages.TryAdd(name, Languages.GetValueOrDefault(kernel, kernel));
        }
        var language = "csharp";
        var lines = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith(Prefix, StringComparison.Ordinal) && languages.TryGetValue(line[Prefix.Length..].TrimEnd(), out var next))
            {
                End();
                language = next;
            }
            else
            {
                lines.Add(line);
            }
        }
        End();
        return document;

        void End()
        {
            var source = string.Join('\n', lines).Trim('\n');
            lines.Clear();
            if (source.Trim().Length == 0)
                return;
            if (language == Meta)
            {
                var meta = DibMeta.Parse(source);
                if (meta.KernelInfo is { } kernels)
                    document.Metadata["polyglot_notebook"] = new JsonObject { ["kernelInfo"] = kernels.DeepClone() };
                (language, source) = (languages.GetValueOrDefault(meta.DefaultLanguage, meta.DefaultLanguage), meta.Rest);
                if (source.Trim().Length == 0)
                    return;
            }
            var (kind, content) = language switch
            {
                "markdown" => (CellKind.Markdown, source),
                "csharp" => (CellKind.Code, source),
                _ => (CellKind.Code, $"{Prefix}{language}\n{source}"),
            };
            document.Add(kind, content, ids.Make(content), []);
        }
    }

    /// <summary>Writes cells without their outputs. Raw cells are left out: the format has none.</summary>
    /// <param name="document">The notebook.</param>
    public static string ToText(NotebookDocument document)
    {
        var stored = (document.Metadata["polyglot_notebook"] as JsonObject)?["kernelInfo"]?.DeepClone();
        var kernels = new JsonObject
        {
            ["kernelInfo"] = stored ?? new JsonObject
            {
                ["defaultKernelName"] = "csharp",
                ["items"] = new JsonArray(new JsonObject
                {
                    ["name"] = "csharp",
                    ["languageName"] = "C#",
                    ["aliases"] = new JsonArray("c#", "cs")
                }),
            },
        };
        var text = new StringBuilder($"{Prefix}{Meta}\n\n{kernels.ToJsonString()}\n");
        foreach (var cell in document.Cells.Where(cell => cell.Kind != CellKind.Raw && cell.Source.Trim().Length > 0))
        {
            var (language, source) = cell.Kind == CellKind.Markdown ? ("markdown", cell.Source) : Language(cell.Source);
            text.Append($"\n{Prefix}{language}\n\n{source.Trim('\n')}\n");
        }
        return text.ToString();
    }

    static (string Language, string Source) Language(string source)
    {
        var end = source.IndexOf('\n');
        if (end > 0 && source.StartsWith(Prefix, StringComparison.Ordinal)
            && Languages.TryGetValue(source[Prefix.Length..end].TrimEnd(), out var language) && language != Meta)
            return (language, source[(end + 1)..]);
        return ("csharp", source);
    }
}
