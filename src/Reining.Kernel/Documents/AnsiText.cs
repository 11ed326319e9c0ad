using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Reining.Kernel.Documents;

/// <summary>Text with terminal colors as HTML.</summary>
static partial class AnsiText
{
    static readonly string[] Colors = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

    /// <summary>Encoded text; colors and bold become spans, other escapes vanish.</summary>
    public static string ToHtml(string text)
    {
        if (!text.Contains('\u001b'))
            return WebUtility.HtmlEncode(text);
        var html = new StringBuilder();
        var open = false;
        var start = 0;
        foreach (Match escape in Escape().Matches(text))
        {
            html.Append(WebUtility.HtmlEncode(text[start..escape.Index]));
            start = escape.Index + escape.Length;
            if (!escape.Value.EndsWith('m'))
                continue;
            var classes = escape.Groups["codes"].Value.Split(';').Select(Class).Where(name => name is not null).ToArray();
            if (open)
                html.Append("</span>");
            open = classes.Length > 0;
            if (open)
                html.Append($"<span class=\"{string.Join(' ', classes)}\">");
        }
        html.Append(WebUtility.HtmlEncode(text[start..]));
        return open ? html.Append("</span>").ToString() : html.ToString();
    }

    static string? Class(string code) => int.TryParse(code, out var number) ? number switch
    {
        1 => "ansi-bold",
        >= 30 and <= 37 => $"ansi-{Colors[number - 30]}",
        >= 90 and <= 97 => $"ansi-{Colors[number - 90]}",
        _ => null,
    } : null;

    [GeneratedRegex("\u001b\\[(?<codes>[0-9;?]*)[A-Za-z]")]
    private static partial Regex Escape();
}
