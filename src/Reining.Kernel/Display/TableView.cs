using System.Collections;
using System.Reflection;

namespace Reining.Kernel.Display;

/// <summary>A value seen as a table: a sequence of objects with the same parts, a dictionary, a matrix, or a data frame.</summary>
/// <param name="Header">Names of the columns.</param>
/// <param name="Rows">Their values; each row as long as the header.</param>
/// <param name="Rest">What to say of the rows left out; empty if there are none.</param>
sealed record TableView(IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<object?>> Rows, string Rest)
{
    /// <summary>The table in a value, or null where it is none.</summary>
    public static TableView? Of(object value) => value switch
    {
        Array { Rank: 2 } matrix => OfMatrix(matrix),
        string => null,
        _ when HasColumns(value.GetType()) => OfColumns(value),
        IEnumerable sequence => OfSample(Sample.Of(sequence)),
        _ => null,
    };

    /// <summary>The table of a sequence whose items are made of parts, or null.</summary>
    public static TableView? OfSample(Sample sample)
    {
        if (sample.Items.Count == 0 || sample.Items.Any(item => item is null or IEnumerable || ValueShape.IsScalar(item)))
            return null;
        var rows = sample.Items.Select(item => ValueShape.Parts(item!).ToDictionary(part => part.Name, part => part.Value)).ToArray();
        var header = rows.SelectMany(row => row.Keys).Distinct().ToArray();
        return new TableView(header, [.. rows.Select(row => header.Select(name => row.GetValueOrDefault(name)).ToArray())], sample.Rest);
    }

    static TableView OfMatrix(Array matrix)
    {
        var columns = Math.Min(matrix.GetLength(1), Formatter.ListExpansionLimit);
        var rows = Math.Min(matrix.GetLength(0), Formatter.ListExpansionLimit);
        var cut = rows < matrix.GetLength(0) || columns < matrix.GetLength(1);
        return new TableView(
            [.. Enumerable.Range(0, columns).Select(column => column.ToString(System.Globalization.CultureInfo.InvariantCulture))],
            [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, columns).Select(column => matrix.GetValue(row, column))
                .ToArray())],
            cut ? $"({matrix.GetLength(0)} x {matrix.GetLength(1)} in all)" : "");
    }

    /// <summary>
    /// Whether a type is a data frame by its shape: a property <c>Columns</c>, each with a <c>Name</c> and its values in order.
    /// </summary>
    public static bool HasColumns(Type type) =>
        type.GetProperty("Columns", BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly) is { } columns
        && columns.PropertyType.GetInterfaces().Any(contract => contract.IsGenericType
        && contract.GetGenericTypeDefinition() == typeof(IEnumerable<>)
            && contract.GetGenericArguments()[0] is var column && column.GetProperty("Name")?.PropertyType == typeof(string)
            && typeof(IEnumerable).IsAssignableFrom(column));

    static TableView OfColumns(object value)
    {
        var columns = ((IEnumerable)Property(value, "Columns")!).Cast<object>().ToArray();
        var samples = columns.Select(column => Sample.Of((IEnumerable)column)).ToArray();
        var rows = samples.Length == 0 ? 0 : samples[0].Items.Count;
        var rest = samples.FirstOrDefault()?.Rest ?? "";
        if (rest.Length > 0 && Property(columns[0], "Length") is long length)
            rest = $"({length - rows} more)";
        return new TableView(
            [.. columns.Select(column => (string)Property(column, "Name")!)],
            [.. Enumerable.Range(0, rows).Select(row => samples.Select(sample => sample.Items.ElementAtOrDefault(row)).ToArray())],
            rest);
    }

    static object? Property(object value, string name) => value.GetType().GetProperty(name)?.GetValue(value);
}
