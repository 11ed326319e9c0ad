using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reining.Kernel.Display;

namespace Reining.Kernel.Documents;

/// <summary>Outputs of cells as HTML, each in the richest of its representations.</summary>
/// <param name="paths">Hides where the notebook ran.</param>
sealed class HtmlOutputs(HiddenPaths paths)
{
    const string Plotly = "application/vnd.plotly.v1+json";

    static readonly string[] Richest =
    [
        Plotly, "text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "image/gif", "text/latex", "application/json",
            "text/plain",
    ];

    static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true };

    int _figures;

    /// <summary>Whether a figure was among the outputs rendered so far.</summary>
    public bool HasFigure => _figures > 0;

    /// <summary>The HTML of an output.</summary>
    public string Render(JsonObject output, Func<string, string> renderMarkdown) => (string?)output["output_type"] switch
    {
        "stream" => Terminal((string?)output["name"] == "stderr" ? " stderr" : " stdout", Multiline.Join(output["text"]).TrimEnd('\n')),
        "error" => Terminal(" error", string.Join('\n', output["traceback"]?.AsArray().Select(line => (string?)line) ?? [])),
        _ when output["data"] is JsonObject data => Data(data, output["metadata"] as JsonObject, renderMarkdown),
        _ => "",
    };

    string Terminal(string kind, string text) => $"<pre class=\"output{kind}\">{AnsiText.ToHtml(paths.In(text))}</pre>\n";

    string Data(JsonObject data, JsonObject? metadata, Func<string, string> renderMarkdown)
    {
        var mimeType = Richest.FirstOrDefault(data.ContainsKey);
        if (mimeType is null)
            return "";
        var text = MimeBundle.IsJson(mimeType) ? "" : Multiline.Join(data[mimeType]);
        return mimeType switch
        {
            Plotly => Figure(data, metadata),
            "text/html" => $"<div class=\"output html\">{paths.In(text)}</div>\n",
            "text/markdown" => $"<div class=\"output text\">{renderMarkdown(paths.In(text))}</div>\n",
            "image/svg+xml" => Image(mimeType, Convert.ToBase64String(Encoding.UTF8.GetBytes(text)), data, metadata),
            "application/json" => Terminal("", data[mimeType]?.ToJsonString(Indented) ?? "null"),
            _ when mimeType.StartsWith("image/", StringComparison.Ordinal) => Image(mimeType, text.Trim(), data, metadata),
            _ => Terminal(" value", text),
        };
    }

    string Figure(JsonObject data, JsonObject? metadata)
    {
        _figures++;
        // '<' must not stand in a script element; in JSON it may be written so.
        var json = data[Plotly]!.ToJsonString(Compact).Replace("<", "\\u003c");
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture,
            $"<figure class=\"output plotly\" role=\"img\" aria-label=\"{Encode(AltText(data, metadata, Plotly))}\"><div "
                + $"id=\"figure-{_figures}\"></div>");
        html.Append(CultureInfo.InvariantCulture, $"<script type=\"application/json\">{json}</script>");
        if (data.ContainsKey("image/png"))
            html.Append("<noscript>").Append(Image("image/png", Multiline.Join(data["image/png"]).Trim(), data, metadata).TrimEnd())
                .Append("</noscript>");
        return html.Append("</figure>\n").ToString();
    }

    static string Image(string mimeType, string base64, JsonObject data, JsonObject? metadata)
    {
        var size = metadata?[mimeType] as JsonObject;
        var width = size?["width"] is { } w ? $" width=\"{Encode(w.ToString())}\"" : "";
        var height = size?["height"] is { } h ? $" height=\"{Encode(h.ToString())}\"" : "";
        return $"<img class=\"output\" alt=\"{Encode(AltText(data, metadata, mimeType))}\"{width}{height} "
            + $"src=\"data:{mimeType};base64,{base64}\">\n";
    }

    static string AltText(JsonObject data, JsonObject? metadata, string mimeType) =>
        (metadata?[mimeType] as JsonObject)?["alt"]?.ToString()
        ?? (metadata?["alt"] is JsonValue alt ? alt.ToString() : null)
        ?? (data.ContainsKey("text/plain") ? Multiline.Join(data["text/plain"]) : "Picture");

    static string Encode(string text) => WebUtility.HtmlEncode(text);
}
