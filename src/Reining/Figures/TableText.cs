using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Reining.Figures;

/// <summary>The written forms of a result table.</summary>
internal static class TableText
{
    // Inline, because notebooks and exported pages keep no style sheet of ours.
    const string TableStyle = "border-collapse:collapse;margin:0.5em 0;font-size:0.95em";
    const string HeadStyle = "padding:0.25em 0.9em;border-top:2px solid #333;border-bottom:1px solid #333;font-weight:600;background:none";
    const string CellStyle = "padding:0.2em 0.9em;border:none;background:none";
    const int ShortText = 16;

    public static string Html(ResultTable table)
    {
        var html = new StringBuilder($"<table style=\"{TableStyle};border-bottom:2px solid #333\">\n");
        html.Append(
            "<caption style=\"caption-side:top;text-align:left;font-weight:600;padding-bottom:0.4em\">" +
            $"{WebUtility.HtmlEncode(table.Title)}</caption>\n<thead><tr>");
        foreach (var c in table.Columns)
        {
            var unit = c.Unit is null ? "" : $"<br><span style=\"font-weight:400\">{WebUtility.HtmlEncode(c.Unit)}</span>";
            html.Append($"<th style=\"{HeadStyle};text-align:{Side(c)}\">{WebUtility.HtmlEncode(c.Name)}{unit}</th>");
        }
        html.Append("</tr></thead>\n<tbody>\n");
        for (var r = 0; r < table.Rows; r++)
        {
            html.Append("<tr>");
            for (var c = 0; c < table.Columns.Count; c++)
            {
                var cell = table.Cell(r, c);
                var text = WebUtility.HtmlEncode(cell);
                var wrap = cell.Length <= ShortText ? ";white-space:nowrap" : "";
                html.Append(
                    $"<td style=\"{CellStyle};text-align:{Side(table.Columns[c])}{wrap}\">" +
                    $"{(table.IsBest(r, c) ? $"<strong>{text}</strong>" : text)}</td>");
            }
            html.Append("</tr>\n");
        }
        return html.Append("</tbody>\n</table>").ToString();
    }

    public static string Plain(ResultTable table)
    {
        var cells = Cells(table, heading: c => c.Heading, best: "*");
        var widths = Widths(cells);
        var text = new StringBuilder(table.Title).Append('\n');
        for (var r = 0; r < cells.Count; r++)
        {
            text.Append(Line(table, cells[r], widths, "  ")).Append('\n');
            if (r == 0) text.Append(string.Join("  ", widths.Select(w => new string('-', w)))).Append('\n');
        }
        if (cells.SelectMany(r => r).Any(c => c.EndsWith('*'))) text.Append("* best of its column\n");
        return text.ToString().TrimEnd('\n');
    }

    public static string Markdown(ResultTable table)
    {
        var cells = Cells(table, heading: c => c.Heading.Replace("|", "\\|", StringComparison.Ordinal), best: "**");
        var widths = Widths(cells);
        var text = new StringBuilder();
        for (var r = 0; r < cells.Count; r++)
        {
            text.Append("| ").Append(Line(table, cells[r], widths, " | ", trim: false)).Append(" |\n");
            if (r == 0)
                text.Append('|').Append(string.Join('|', table.Columns.Select(Rule))).Append("|\n");
        }
        return text.ToString().TrimEnd('\n');

        string Rule(TableColumn column, int i) => new string('-', widths[i] + 1) + (Left(column) ? "-" : ":");
    }

    public static string Csv(ResultTable table)
    {
        var frame = table.Frame;
        var text = new StringBuilder().AppendJoin(',', frame.Columns.Select(c => Quoted(c.Name))).Append('\n');
        for (var r = 0; r < table.Rows; r++)
            text.AppendJoin(',', frame.Columns.Select(c => Quoted(Full(c[r])))).Append('\n');
        return text.ToString();
    }

    public static string Json(ResultTable table)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(
            stream,
            new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            for (var r = 0; r < table.Rows; r++)
            {
                json.WriteStartObject();
                foreach (var c in table.Columns) Value(json, table, c, r);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    static void Value(Utf8JsonWriter json, ResultTable table, TableColumn column, int row)
    {
        json.WritePropertyName(column.Name);
        var value = table.Frame[column.Name][row];
        if (value is null || value is double d && !double.IsFinite(d)) json.WriteNullValue();
        else if (column.Kind == ColumnKind.Text) json.WriteStringValue((string)value);
        else if (column.Kind == ColumnKind.Number) json.WriteNumberValue((double)value);
        else
        {
            json.WriteStartObject();
            json.WriteNumber("mean", (double)value);
            json.WriteNumber("sd", (double)table.Frame[column.Name + " sd"][row]);
            json.WriteNumber("n", (int)table.Frame[column.Name + " n"][row]);
            json.WriteEndObject();
        }
    }

    static List<string[]> Cells(ResultTable table, Func<TableColumn, string> heading, string best)
    {
        var markdown = best == "**";
        List<string[]> cells = [[.. table.Columns.Select(heading)]];
        for (var r = 0; r < table.Rows; r++)
        {
            var row = r;
            cells.Add([.. Enumerable.Range(0, table.Columns.Count).Select(c =>
            {
                var text = table.Cell(row, c);
                if (markdown) text = text.Replace("|", "\\|", StringComparison.Ordinal);
                return !table.IsBest(row, c) ? text : markdown ? $"**{text}**" : text + "*";
            })]);
        }
        return cells;
    }

    static int[] Widths(List<string[]> cells) => [.. Enumerable.Range(0, cells[0].Length).Select(c => cells.Max(r => r[c].Length))];

    static string Line(ResultTable table, string[] cells, int[] widths, string between, bool trim = true)
    {
        var line =
            string.Join(between, cells.Select((text, c) => Left(table.Columns[c]) ? text.PadRight(widths[c]) : text.PadLeft(widths[c])));
        return trim ? line.TrimEnd() : line;
    }

    static bool Left(TableColumn c) => c.Kind == ColumnKind.Text;

    static string Side(TableColumn c) => Left(c) ? "left" : "right";

    static string Full(object? value) => value switch
    {
        null => "",
        double d => d.ToString("R", CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
