using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reining.Kernel.Display;

/// <summary>The representations of one displayed value, by MIME type, as a notebook stores them.</summary>
/// <param name="data">Text types as JSON strings, binary types as base64 text, JSON types as JSON.</param>
/// <param name="metadata">Further facts by MIME type; empty if null.</param>
public sealed class MimeBundle(JsonObject data, JsonObject? metadata = null)
{
    /// <summary>The representations.</summary>
    public JsonObject Data => data;

    /// <summary>Further facts, such as a picture's alternative text, by MIME type.</summary>
    public JsonObject Metadata { get; } = metadata ?? [];

    /// <summary>The <c>text/plain</c> representation; empty if there is none.</summary>
    public string PlainText => Data["text/plain"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    /// <summary>A bundle with one text representation.</summary>
    public static MimeBundle OfText(string text) => new(new JsonObject { ["text/plain"] = text });

    /// <summary>Whether a MIME type holds JSON, which a notebook stores as such and not as text.</summary>
    public static bool IsJson(string mimeType) => mimeType == "application/json" || mimeType.EndsWith("+json", StringComparison.Ordinal);

    /// <summary>Puts a representation that was written as text.</summary>
    /// <param name="mimeType">Its type.</param>
    /// <param name="content">The text; base64 for binary types; JSON for JSON types.</param>
    /// <exception cref="FormatterException">The type is JSON and the text is not.</exception>
    public void Set(string mimeType, string content)
    {
        if (!IsJson(mimeType))
        {
            Data[mimeType] = content;
            return;
        }
        try
        {
            Data[mimeType] = JsonNode.Parse(content);
        }
        catch (JsonException error)
        {
            throw new FormatterException(
                $"Display as {mimeType}: expected JSON, got text that is not ({error.Message}); correct the formatter.", error);
        }
    }
}
