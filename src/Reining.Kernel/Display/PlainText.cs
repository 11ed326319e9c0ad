using System.Collections;
using System.Text;

namespace Reining.Kernel.Display;

/// <summary>Any value as text that says something: scalars as they are, sequences in brackets, tables in columns.</summary>
static class PlainText
{
    const int CellWidth = 40;

    public static string Of(object? value)
    {
        if (!ValueShape.IsScalar(value) && TableView.Of(value!) is { } table)
            return Table(table);
        return Inline(value, 0);
    }

    static string Inline(object? value, int depth)
    {
        if (ValueShape.IsScalar(value))
            return ValueShape.ScalarText(value);
        if (depth >= Formatter.RecursionLimit)
            return ValueShape.TypeName(value!.GetType()) is { Length: > 0 } name ? name : "{ … }";
        if (value is IEnumerable sequence)
        {
            var sample = Sample.Of(sequence);
            var items = sample.Items.Select(item => Inline(item is DictionaryEntry pair ? (pair.Key, pair.Value) : item, depth + 1));
            var rest = sample.Rest.Length == 0 ? "" : $" … {sample.Rest}";
            return sample.Items.Count == 0 ? "[ ]" : $"[ {string.Join(", ", items)}{rest} ]";
        }
        var parts = ValueShape.Parts(value!);
        if (value is System.Runtime.CompilerServices.ITuple)
            return $"({string.Join(", ", parts.Select(part => Inline(part.Value, depth + 1)))})";
        var type = ValueShape.TypeName(value!.GetType());
        return $"{type}{(type.Length == 0 ? "" : " ")}{{ "
            + $"{string.Join(", ", parts.Select(part => $"{part.Name} = {Inline(part.Value, depth + 1)}"))} }}";
    }

    static string Table(TableView table)
    {
        var cells = table.Rows.Select(row => row.Select(value => Clip(Inline(value, 1))).ToArray()).ToArray();
        var numeric = table.Header.Select((_, column) => table.Rows
            .All(row => row[column] is null or byte or short or int or long or float or double or decimal)).ToArray();
        var widths = table.Header.Select((name, column) => cells.Select(row => row[column].Length).Append(name.Length).Max()).ToArray();
        var text = new StringBuilder();
        AppendRow(text, table.Header, widths, numeric);
        foreach (var row in cells)
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

    static string Clip(string text)
    {
        text = text.ReplaceLineEndings(" ");
        return text.Length <= CellWidth ? text : string.Concat(text.AsSpan(0, CellWidth - 1), "…");
    }
}
