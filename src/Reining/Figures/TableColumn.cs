namespace Reining.Figures;

/// <summary>A column of a result table.</summary>
/// <param name="Name">Heading, unique in the table.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Unit">Unit, shown under the heading; null for none.</param>
/// <param name="Format">Number format.</param>
/// <param name="Best">Which value is set in bold.</param>
public sealed record TableColumn(string Name, ColumnKind Kind, string? Unit = null, string Format = "0.00", Best Best = Best.None)
{
    /// <summary>A column of words.</summary>
    /// <param name="name">Heading.</param>
    public static TableColumn Text(string name) => new(name, ColumnKind.Text);

    /// <summary>A column of numbers.</summary>
    /// <param name="name">Heading.</param>
    /// <param name="unit">Unit; null for none.</param>
    /// <param name="format">Number format.</param>
    /// <param name="best">Which value is set in bold.</param>
    public static TableColumn Number(string name, string? unit = null, string format = "0.00", Best best = Best.None) =>
        new(name, ColumnKind.Number, unit, format, best);

    /// <summary>A column of quantities over seeds.</summary>
    /// <param name="name">Heading.</param>
    /// <param name="unit">Unit; null for none.</param>
    /// <param name="format">Number format.</param>
    /// <param name="best">Which mean is set in bold.</param>
    public static TableColumn Spread(string name, string? unit = null, string format = "0.00", Best best = Best.None) =>
        new(name, ColumnKind.Spread, unit, format, best);

    internal string Heading => Unit is null ? Name : $"{Name} ({Unit})";
}
