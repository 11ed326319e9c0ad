using System.Collections;
using System.Net;
using System.Text;

namespace Reining.Kernel.Display;

/// <summary>Values made of parts as HTML: tables, and object trees that fold.</summary>
static class HtmlView
{
    /// <summary>The HTML of a value, or null where text says as much.</summary>
    public static string? Of(object? value)
    {
        if (ValueShape.IsScalar(value))
            return null;
        if (TableView.Of(value!) is { } table)
            return Table(table, 1);
        return value is IEnumerable or System.Runtime.CompilerServices.ITuple ? null : Tree(value!, 1);
    }

    static string Table(TableView table, int depth)
    {
        var html = new StringBuilder("<table><thead><tr>");
        foreach (var name in table.Header)
            html.Append("<th>").Append(Encode(name)).Append("</th>");
        html.Append("</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>");
            foreach (var value in row)
                html.Append("<td>").Append(Cell(value, depth)).Append("</td>");
            html.Append("</tr>");
        }
        if (table.Rest.Length > 0)
            html.Append($"<tr><td colspan=\"{table.Header.Count}\"><i>{Encode(table.Rest)}</i></td></tr>");
        return html.Append("</tbody></table>").ToString();
    }

    static string Tree(object value, int depth)
    {
        var html = new StringBuilder("<table><tbody>");
        foreach (var (name, part) in ValueShape.Parts(value))
            html.Append("<tr><th>").Append(Encode(name)).Append("</th><td>").Append(Cell(part, depth)).Append("</td></tr>");
        return html.Append("</tbody></table>").ToString();
    }

    static string Cell(object? value, int depth)
    {
        if (value is HtmlString or Microsoft.DotNet.Interactive.Formatting.PocketView)
            return value.ToString()!;
        if (ValueShape.IsScalar(value))
            return Encode(ValueShape.ScalarText(value));
        var summary = Encode(PlainText.Of(value).ReplaceLineEndings(" ") is { Length: > 60 } text
            ? text[..59] + "…"
            : PlainText.Of(value).ReplaceLineEndings(" "));
        if (depth >= Formatter.RecursionLimit)
            return summary;
        var inner = TableView.Of(value!) is { } table ? Table(table, depth + 1)
            : value is IEnumerable or System.Runtime.CompilerServices.ITuple ? null
            : Tree(value!, depth + 1);
        return inner is null ? Encode(PlainText.Of(value)) : $"<details><summary>{summary}</summary>{inner}</details>";
    }

    static string Encode(string text) => WebUtility.HtmlEncode(text);
}
