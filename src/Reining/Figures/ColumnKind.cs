namespace Reining.Figures;

/// <summary>What a column of a table holds.</summary>
public enum ColumnKind
{
    /// <summary>Words.</summary>
    Text,

    /// <summary>Numbers; null for a value that does not exist.</summary>
    Number,

    /// <summary>Quantities over seeds, <see cref="Spread"/>; null for a value that does not exist.</summary>
    Spread,
}
