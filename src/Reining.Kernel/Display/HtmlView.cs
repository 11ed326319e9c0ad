using System.Net;
using System.Text;

namespace Reining.Kernel.Display;

/// <summary>Shown values made of parts as HTML: tables, and object trees that fold.</summary>
static class HtmlView
{
    const int SummaryLength = 60, LineLength = 2000;

    /// <summary>The HTML of a value, or null where text says as much.</summary>
    public static string? Of(ShownValue shown) => shown.Kind switch
    {
        ShownKind.Table => Table(shown),
        ShownKind.Object => Tree(shown),
        ShownKind.Text => shown.Html,
        _ => HasHtml(shown) ? Inline(shown) : null,
    };

    static string Table(ShownValue table)
    {
        var header = PlainText.Header(table);
        var html = new StringBuilder("<table><thead><tr>");
        foreach (var name in header)
            html.Append("<th>").Append(Encode(name)).Append("</th>");
        html.Append("</tr></thead><tbody>");
        foreach (var row in table.Parts)
        {
            html.Append("<tr>");
            for (var column = 0; column < header.Count; column++)
                html.Append("<td>").Append(PlainText.Cell(row, header, column) is { } cell ? Cell(cell) : "").Append("</td>");
            html.Append("</tr>");
        }
        if (table.Rest.Length > 0)
            html.Append($"<tr><td colspan=\"{header.Count}\"><i>{Encode(table.Rest)}</i></td></tr>");
        return html.Append("</tbody></table>").ToString();
    }

    static string Tree(ShownValue shown)
    {
        var html = new StringBuilder("<table><tbody>");
        foreach (var (name, part) in shown.Names.Zip(shown.Parts))
            html.Append("<tr><th>").Append(Encode(name)).Append("</th><td>").Append(Cell(part)).Append("</td></tr>");
        return html.Append("</tbody></table>").ToString();
    }

    static string Cell(ShownValue shown)
    {
        if (shown.Html is { } html)
            return html;
        if (shown.Kind is not (ShownKind.Table or ShownKind.Object))
            return HasHtml(shown) ? Inline(shown) : Encode(shown.Kind == ShownKind.Text ? shown.Text : PlainText.Line(shown, LineLength));
        var summary = Encode(PlainText.Line(shown, SummaryLength).ReplaceLineEndings(" "));
        return $"<details><summary>{summary}</summary>{(shown.Kind == ShownKind.Table ? Table(shown) : Tree(shown))}</details>";
    }

    // A list or a tuple with parts that are HTML.
    static string Inline(ShownValue shown)
    {
        var parts = string.Join(", ", shown.Parts.Select(Cell));
        return shown.Kind == ShownKind.Tuple ? $"({parts})" : $"[ {parts}{(shown.Rest.Length > 0 ? " … " + Encode(shown.Rest) : "")} ]";
    }

    static bool HasHtml(ShownValue shown) =>
        shown.Html is not null || shown.Kind is ShownKind.List or ShownKind.Tuple && shown.Parts.Any(HasHtml);

    static string Encode(string text) => WebUtility.HtmlEncode(text);
}
