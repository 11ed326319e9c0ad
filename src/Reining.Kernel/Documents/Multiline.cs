using System.Text.Json.Nodes;

namespace Reining.Kernel.Documents;

/// <summary>Texts in notebook files: arrays of lines on disk, whole texts in memory.</summary>
static class Multiline
{
    /// <summary>The whole text of a string or of an array of lines; LF between lines.</summary>
    public static string Join(JsonNode? node) => (node switch
    {
        JsonArray lines => string.Concat(lines.Select(line => (string?)line)),
        JsonValue value => (string?)value ?? "",
        _ => "",
    }).Replace("\r\n", "\n");

    /// <summary>The lines, each but the last with its LF.</summary>
    public static JsonArray Split(string text)
    {
        var lines = new JsonArray();
        var start = 0;
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start);
            var next = end < 0 ? text.Length : end + 1;
            lines.Add((JsonNode)JsonValue.Create(text[start..next]));
            start = next;
        }
        return lines;
    }

    /// <summary>Whether nbformat stores this MIME type as lines.</summary>
    public static bool IsLines(string mimeType) =>
        mimeType.StartsWith("text/", StringComparison.Ordinal) || mimeType is "application/javascript" or "image/svg+xml";
}
