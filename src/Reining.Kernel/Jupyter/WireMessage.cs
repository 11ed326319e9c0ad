using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reining.Kernel.Jupyter;

/// <summary>A request from a front end.</summary>
/// <param name="Type">Its <c>msg_type</c>.</param>
/// <param name="Header">The header's bytes, which replies carry back unchanged as their parent.</param>
/// <param name="Parent">The parent header, which names the question that an answer belongs to.</param>
/// <param name="MetadataBytes">What the front end adds to it.</param>
/// <param name="Content">What it says.</param>
/// <param name="Route">Frames before the delimiter, which replies carry back.</param>
sealed record WireMessage(string Type, byte[] Header, byte[] Parent, byte[] MetadataBytes, JsonObject Content, IReadOnlyList<byte[]> Route)
{
    static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64 };

    /// <summary>Parses a signed message.</summary>
    /// <exception cref="WireException">It is malformed, or its signature is wrong.</exception>
    public static WireMessage Parse(IReadOnlyList<byte[]> frames, MessageSigner signer)
    {
        var delimiter = 0;
        while (delimiter < frames.Count && !frames[delimiter].AsSpan().SequenceEqual(MessageWriter.Delimiter))
            delimiter++;
        if (frames.Count < delimiter + 6)
            throw new WireException($"expected <IDS|MSG>, a signature and four parts, got {frames.Count} frames");
        var (header, parent, metadata, content) = (frames[delimiter + 2], frames[delimiter + 3], frames[delimiter + 4],
            frames[delimiter + 5]);
        if (!signer.Verify(frames[delimiter + 1], header, parent, metadata, content))
            throw new WireException("its signature is wrong");
        var type = Text(Object(header, "header"), "msg_type") ?? throw new WireException("its header has no msg_type");
        return new WireMessage(type, header, parent, metadata, Object(content, "content"), [.. frames.Take(delimiter)]);
    }

    /// <summary>What the front end adds to the message, such as the metadata of the cell.</summary>
    /// <exception cref="WireException">It is not an object.</exception>
    public JsonObject Metadata() => Object(MetadataBytes, "metadata");

    /// <summary>The <c>msg_id</c> of the message that this one answers; null if it names none.</summary>
    /// <exception cref="WireException">The parent header is malformed.</exception>
    public string? ParentId() => Text(Object(Parent, "parent header"), "msg_id");

    /// <summary>A text of the content; null if it is missing.</summary>
    /// <exception cref="WireException">It is not a text.</exception>
    public string? Text(string name) => Text(Content, name);

    /// <summary>A number of the content; null if it is missing.</summary>
    /// <exception cref="WireException">It is not an integer.</exception>
    public int? Number(string name) => Content[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<int>(out var number) => number,
        _ => throw new WireException($"'{name}' is not an integer"),
    };

    /// <summary>A flag of the content; null if it is missing.</summary>
    /// <exception cref="WireException">It is not true or false.</exception>
    public bool? Flag(string name) => Content[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        _ => throw new WireException($"'{name}' is not true or false"),
    };

    static string? Text(JsonObject source, string name)
    {
        try
        {
            return source[name] switch
            {
                null => null,
                JsonValue value when value.TryGetValue<string>(out var text) => text,
                _ => throw new WireException($"'{name}' is not a text"),
            };
        }
        catch (InvalidOperationException error)
        {
            // Half a surrogate pair, or bytes that are no UTF-8: the parser lets them pass, and they show when the text is read.
            throw new WireException($"'{name}' is not a text: {error.Message}");
        }
    }

    static JsonObject Object(byte[] json, string part)
    {
        try
        {
            var node = JsonNode.Parse(json, documentOptions: Strict) as JsonObject
                ?? throw new WireException($"its {part} is not an object");
            _ = node.Count; // nodes are read lazily; a name that occurs twice shows here
            return node;
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new WireException($"its {part} is not JSON: {error.Message}");
        }
    }
}
