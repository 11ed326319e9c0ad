using System.Collections;
using System.Collections.Concurrent;
using System.Data;
using System.Globalization;
using System.Reflection;

namespace Reining.Kernel.Display;

/// <summary>Values that are tables by themselves: matrices, data tables, and data frames by their shape.</summary>
static class Grids
{
    static readonly ConcurrentDictionary<Type, bool> Frames = new();

    public static bool IsGrid(object value) =>
        value is Array { Rank: 2 } or DataTable or DataView or DataRowCollection || HasColumns(value.GetType());

    /// <summary>
    /// Whether a type is a data frame by its shape: a property <c>Columns</c>, each with a <c>Name</c> and its values in order.
    /// </summary>
    public static bool HasColumns(Type type) => Frames.GetOrAdd(type, static one =>
        one.GetProperty("Columns", BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly) is { } columns
            && columns.PropertyType.GetInterfaces().Any(IsSequenceOfColumns));

    public static ValueParts Take(object value) => value switch
    {
        Array matrix => OfMatrix(matrix),
        DataTable table => OfRows(table.Columns, table.Rows),
        DataView view => OfRows(view.Table!.Columns, view),
        DataRowCollection rows => OfRows(rows.Count > 0 ? rows[0].Table.Columns : new DataTable().Columns, rows),
        _ => OfFrame(value),
    };

    /// <summary>The named values of a row of a data table.</summary>
    public static ValueParts Take(DataRow row) =>
        ValueParts.Of("", row.Table.Columns.Cast<DataColumn>().Select(column => (column.ColumnName, (object?)row[column])));

    static ValueParts OfMatrix(Array matrix)
    {
        var columns = Math.Min(matrix.GetLength(1), Formatter.ListExpansionLimit);
        var rows = Math.Min(matrix.GetLength(0), Formatter.ListExpansionLimit);
        var cut = rows < matrix.GetLength(0) || columns < matrix.GetLength(1);
        var (top, left) = (matrix.GetLowerBound(0), matrix.GetLowerBound(1));
        return Table(
            Enumerable.Range(0, columns).Select(column => column.ToString(CultureInfo.InvariantCulture)),
            Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, columns)
                .Select(column => matrix.GetValue(top + row, left + column))),
            cut ? $"({matrix.GetLength(0)} x {matrix.GetLength(1)} in all)" : "");
    }

    static ValueParts OfRows(DataColumnCollection columns, IEnumerable rows)
    {
        var sample = Sample.Of(rows);
        return Table(
            columns.Cast<DataColumn>().Select(column => column.ColumnName),
            sample.Items.Select(row => (row as DataRow ?? ((DataRowView)row!).Row).ItemArray),
            sample.Rest);
    }

    static ValueParts OfFrame(object value)
    {
        var columns = ((IEnumerable)Property(value, "Columns")!).Cast<object>().ToArray();
        var samples = columns.Select(column => Sample.Of((IEnumerable)column)).ToArray();
        var rows = samples.Length == 0 ? 0 : samples[0].Items.Count;
        var rest = samples.FirstOrDefault()?.Rest ?? "";
        if (rest.Length > 0 && Property(columns[0], "Length") is long length)
            rest = $"({length - rows} more)";
        return Table(
            columns.Select(column => (string)Property(column, "Name")!),
            Enumerable.Range(0, rows).Select(row => samples.Select(sample => sample.Items.ElementAtOrDefault(row))),
            rest);
    }

    static ValueParts Table(IEnumerable<string> header, IEnumerable<IEnumerable<object?>> rows, string rest) =>
        new(ShownKind.Table, [.. rows.Select(cells => new Row([.. cells]))]) { Names = [.. header], Rest = rest };

    static bool IsSequenceOfColumns(Type contract) => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IEnumerable<>)
        && contract.GetGenericArguments()[0] is var column
        && column.GetProperty("Name")?.PropertyType == typeof(string) && typeof(IEnumerable).IsAssignableFrom(column);

    static object? Property(object value, string name) => value.GetType().GetProperty(name)?.GetValue(value);

    /// <summary>A row of a table whose columns have the names.</summary>
    public sealed record Row(IReadOnlyList<object?> Cells);
}
