using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Reining.Kernel.Documents;

/// <summary>
/// JSON as Jupyter writes notebooks: keys sorted, one space of indent, text unescaped where JSON allows. Equal documents give equal bytes.
/// </summary>
static class CanonicalJson
{
    public static string Write(JsonNode node)
    {
        var text = new StringBuilder();
        Append(text, node, 0);
        return text.Append('\n').ToString();
    }

    static void Append(StringBuilder text, JsonNode? node, int depth)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject { Count: 0 }:
                text.Append("{}");
                break;
            case JsonArray { Count: 0 }:
                text.Append("[]");
                break;
            case JsonObject members:
                var separator = '{';
                foreach (var (key, value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    NewLine(text.Append(separator), depth + 1);
                    AppendString(text, key);
                    Append(text.Append(": "), value, depth + 1);
                    separator = ',';
                }
                NewLine(text, depth).Append('}');
                break;
            case JsonArray items:
                separator = '[';
                foreach (var item in items)
                {
                    NewLine(text.Append(separator), depth + 1);
                    Append(text, item, depth + 1);
                    separator = ',';
                }
                NewLine(text, depth).Append(']');
                break;
            case JsonValue value when value.TryGetValue<string>(out var content):
                AppendString(text, content);
                break;
            default:
                text.Append(node.ToJsonString());
                break;
        }
    }

    static StringBuilder NewLine(StringBuilder text, int depth) => text.Append('\n').Append(' ', depth);

    static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            var escaped = c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ when IsLoneSurrogate(value, i) => "\ufffd", // no text at all; readers of JSON refuse it
                _ => null,
            };
            if (escaped is null)
                text.Append(c);
            else
                text.Append(escaped);
        }
        text.Append('"');
    }

    static bool IsLoneSurrogate(string value, int i)
    {
        if (char.IsHighSurrogate(value[i]))
            return i + 1 == value.Length || !char.IsLowSurrogate(value[i + 1]);
        return char.IsLowSurrogate(value[i]) && (i == 0 || !char.IsHighSurrogate(value[i - 1]));
    }
}
