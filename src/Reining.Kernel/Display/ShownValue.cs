namespace Reining.Kernel.Display;

/// <summary>
/// A value as it is shown: text, or parts that are shown values themselves. Read once by <see cref="ValueReader"/>; text and HTML are
/// written from it.
/// </summary>
/// <param name="parent">What it is a part of; null for the value itself.</param>
/// <param name="value">The value.</param>
/// <param name="depth">How many values it lies within; a row lies as deep as its table.</param>
sealed class ShownValue(ShownValue? parent, object? value, int depth)
{
    public object? Value => value;

    public int Depth => depth;

    public ShownKind Kind { get; set; }

    /// <summary>The text, or the name of an object's type.</summary>
    public string Text { get; set; } = "";

    /// <summary>HTML that takes the place of all else in a page; null if there is none.</summary>
    public string? Html { get; set; }

    /// <summary>Names of an object's parts, or of a table's columns where the rows have none.</summary>
    public IReadOnlyList<string> Names { get; set; } = [];

    public IReadOnlyList<ShownValue> Parts { get; set; } = [];

    /// <summary>What to say of parts left out; empty if there are none.</summary>
    public string Rest { get; set; } = "";

    /// <summary>Whether names and texts stand in quotation marks within a line of text, as in JSON.</summary>
    public bool IsJson { get; set; }

    public bool IsNumber => value is null or byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal;

    /// <summary>Whether the value is a part of itself.</summary>
    public bool IsCycle()
    {
        if (value is null or ValueType)
            return false;
        for (var above = parent; above is not null; above = above.Parent)
        {
            if (ReferenceEquals(above.Value, value))
                return true;
        }
        return false;
    }

    ShownValue? Parent => parent;
}
