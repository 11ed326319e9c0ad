using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reining.Kernel.Documents;

/// <summary>What the <c>#!meta</c> part of a <c>.dib</c> file says: the kernels by name, and which runs cells that name none.</summary>
/// <param name="KernelInfo">The JSON, as it came; null if there is none.</param>
/// <param name="Rest">The text behind it, which belongs to the first cell.</param>
sealed record DibMeta(JsonObject? KernelInfo, string Rest)
{
    /// <summary>The language of cells that name none.</summary>
    public string DefaultLanguage => Text(KernelInfo?["defaultKernelName"]) ?? "csharp";

    /// <summary>The names that may stand behind <c>#!</c>, each with its kernel's.</summary>
    public IEnumerable<(string Name, string Kernel)> Names => (KernelInfo?["items"] as JsonArray)?.OfType<JsonObject>()
        .Where(item => Text(item["name"]) is not null)
        .SelectMany(item => (item["aliases"] as JsonArray ?? []).Select(Text).OfType<string>().Prepend(Text(item["name"])!)
            .Select(name => (name, Text(item["name"])!))) ?? [];

    /// <summary>Reads the part. Text that is not JSON is not lost either.</summary>
    public static DibMeta Parse(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text.TrimStart());
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, new JsonReaderState());
        try
        {
            using var meta = JsonDocument.ParseValue(ref reader);
            var hasKernels = meta.RootElement.TryGetProperty("kernelInfo", out var found);
            var kernels = hasKernels ? NotebookJson.Parse(found.GetRawText()) as JsonObject : null;
            NotebookJson.Check(kernels);
            return new DibMeta(kernels, Encoding.UTF8.GetString(bytes.AsSpan((int)reader.BytesConsumed)).Trim('\n'));
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            // Not metadata.
        }
        return new DibMeta(null, text.Trim('\n'));
    }

    static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
