using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Reining.Kernel.Documents;

/// <summary>
/// JSON of notebooks. <see cref="JsonNode"/> looks at what is inside objects only when it is asked for; here nothing of a file shows late.
/// </summary>
static partial class NotebookJson
{
    const char Unreadable = '\ufffd';

    static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    /// <summary>Parses a text. Half characters, which are no text to any other reader, become U+FFFD.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static JsonNode? Parse(string text) => JsonNode.Parse(Escape().Replace(text, Whole), documentOptions: Options);

    /// <summary>Looks at everything that is inside.</summary>
    /// <exception cref="ArgumentException">A name occurs twice in an object.</exception>
    public static void Check(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (_, member) in members)
                    Check(member);
                break;
            case JsonArray items:
                foreach (var item in items)
                    Check(item);
                break;
        }
    }

    static string Whole(Match escape) => escape.Groups["half"].Success ? $"{Unreadable}" : escape.Value;

    // An escape that is not of a character by itself: with its other half, without it, or any other one.
    [GeneratedRegex(@"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.")]
    private static partial Regex Escape();
}
