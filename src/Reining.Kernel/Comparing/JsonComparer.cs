using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reining.Kernel.Comparing;

/// <summary>Compares JSON, such as a figure's, and names the path of the first difference.</summary>
static class JsonComparer
{
    /// <summary>The first difference; null if there is none.</summary>
    public static string? Compare(JsonNode? expected, JsonNode? actual, CompareOptions options, string path = "$")
    {
        switch (expected, actual)
        {
            case (JsonObject one, JsonObject other):
                if (one.Select(pair => pair.Key).Except(other.Select(pair => pair.Key)).FirstOrDefault() is { } missing)
                    return $"{path}.{missing}: expected, not there";
                if (other.Select(pair => pair.Key).Except(one.Select(pair => pair.Key)).FirstOrDefault() is { } extra)
                    return $"{path}.{extra}: not expected";
                return one.Select(pair => Compare(pair.Value, other[pair.Key], options, $"{path}.{pair.Key}"))
                    .FirstOrDefault(found => found is not null);
            case (JsonArray one, JsonArray other):
                if (one.Count != other.Count)
                    return $"{path}: expected {one.Count} elements, got {other.Count}";
                return one.Zip(other).Select((pair, i) => Compare(pair.First, pair.Second, options, $"{path}[{i}]"))
                    .FirstOrDefault(found => found is not null);
        }
        var (kind, otherKind) = (expected?.GetValueKind() ?? JsonValueKind.Null, actual?.GetValueKind() ?? JsonValueKind.Null);
        var same = kind == otherKind && kind switch
        {
            JsonValueKind.Number => options.AreNear(Number(expected!), Number(actual!)),
            JsonValueKind.String => TextComparer.Compare((string)expected!, (string)actual!, options) is null,
            JsonValueKind.Object or JsonValueKind.Array => false,
            _ => true,
        };
        return same ? null : $"{path}: expected {Cut(expected)}, got {Cut(actual)}";
    }

    static double Number(JsonNode node) => double.Parse(node.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);

    static string Cut(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "null";
        return text.Length <= 60 ? text : text[..60] + "…";
    }
}
