using System.Text;
using System.Text.Json;

namespace Reining.Kernel.Display;

/// <summary>A shown value as text that says something: scalars as they are, sequences in brackets, tables in columns.</summary>
static class PlainText
{
    const int CellWidth = 40, Longest = 20_000;

    static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(ShownValue shown) => shown.Kind switch
    {
        ShownKind.Text => shown.Text,
        ShownKind.Table => Table(shown),
        _ => Line(shown, Longest),
    };

    /// <summary>A value in one line of at most so many characters. No more work is done than that takes.</summary>
    public static string Line(ShownValue shown, int length)
    {
        var text = new StringBuilder();
        Append(text, shown, length);
        return text.Length <= length ? text.ToString() : text.ToString(0, length - 1) + "…";
    }

    /// <summary>The cell of a row in a column; null where the row has none.</summary>
    public static ShownValue? Cell(ShownValue row, IReadOnlyList<string> header, int column)
    {
        if (row.Kind == ShownKind.Text)
            return column == 0 ? row : null; // beyond the limits
        var isAligned = row.Names.Count == 0 || row.Names.Count > column && row.Names[column] == header[column];
        var index = isAligned ? column : IndexOf(row.Names, header[column]);
        return index >= 0 && index < row.Parts.Count ? row.Parts[index] : null;
    }

    /// <summary>The names of a table's columns.</summary>
    public static IReadOnlyList<string> Header(ShownValue table) =>
        table.Names.Count > 0 ? table.Names : [.. table.Parts.SelectMany(row => row.Names).Distinct()];

    static void Append(StringBuilder text, ShownValue shown, int length)
    {
        if (text.Length > length)
            return;
        switch (shown.Kind)
        {
            case ShownKind.Text:
                var content = shown.IsJson && shown.Value is not null && JsonShape.IsJson(shown.Value)
                    && JsonShape.Scalar(shown.Value) is string quoted
                    ? JsonSerializer.Serialize(quoted, Json)
                    : shown.Text;
                text.Append(content, 0, Math.Min(content.Length, length + 1));
                break;
            case ShownKind.Tuple:
                AppendParts(text.Append('('), shown, length);
                text.Append(')');
                break;
            case ShownKind.Object:
                text.Append(shown.Text).Append(shown.Text.Length == 0 ? "{ " : " { ");
                AppendParts(text, shown, length);
                text.Append(shown.Parts.Count == 0 ? "}" : " }");
                break;
            default:
                AppendParts(text.Append("[ "), shown, length);
                if (shown.Rest.Length > 0)
                    text.Append(" … ").Append(shown.Rest);
                text.Append(shown.Parts.Count == 0 ? "]" : " ]");
                break;
        }
    }

    static void AppendParts(StringBuilder text, ShownValue shown, int length)
    {
        for (var i = 0; i < shown.Parts.Count && text.Length <= length; i++)
        {
            if (i > 0)
                text.Append(", ");
            if (shown.Kind == ShownKind.Object)
                text.Append(shown.IsJson ? $"{JsonSerializer.Serialize(shown.Names[i], Json)}: " : $"{shown.Names[i]} = ");
            Append(text, shown.Parts[i], length);
        }
    }

    static string Table(ShownValue table)
    {
        var header = Header(table);
        var cells = table.Parts.Select(row => header.Select((_, column) => Cell(row, header, column)).ToArray()).ToArray();
        var texts = cells.Select(row => row.Select(cell => cell is null ? "" : Clip(cell)).ToArray()).ToArray();
        var numeric = header.Select((_, column) => cells.All(row => row[column] is null or { IsNumber: true })).ToArray();
        var widths = header.Select((name, column) => texts.Select(row => row[column].Length).Append(name.Length).Max()).ToArray();
        var text = new StringBuilder();
        AppendRow(text, header, widths, numeric);
        foreach (var row in texts)
            AppendRow(text.Append('\n'), row, widths, numeric);
        if (table.Rest.Length > 0)
            text.Append('\n').Append(table.Rest);
        return text.ToString();
    }

    static void AppendRow(StringBuilder text, IReadOnlyList<string> cells, int[] widths, bool[] numeric)
    {
        var padded = cells.Select((cell, column) => numeric[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
        text.Append(string.Join("  ", padded).TrimEnd());
    }

    static string Clip(ShownValue cell) =>
        cell is { Kind: ShownKind.Text, Text.Length: <= CellWidth }
            ? cell.Text.ReplaceLineEndings(" ")
            : Line(cell, CellWidth).ReplaceLineEndings(" ");

    static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
                return i;
        }
        return -1;
    }
}
