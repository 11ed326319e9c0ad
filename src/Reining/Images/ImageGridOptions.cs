namespace Reining.Images;

/// <summary>How a grid is laid out.</summary>
public sealed record ImageGridOptions
{
    /// <summary>Images per row; 0 chooses a row count near a square.</summary>
    public int Columns { get; init; }

    /// <summary>Pixels of white between cells.</summary>
    public int Gap { get; init; } = 2;

    /// <summary>Integer enlargement of each pixel; 0 chooses one that makes a cell about 60 pixels wide,
    /// on a grid at most about 1000.</summary>
    public int Scale { get; init; }

    /// <summary>Text left of each row; none, or one per row.</summary>
    public IReadOnlyList<string> RowLabels { get; init; } = [];

    /// <summary>Text above each column; none, or one per column.</summary>
    public IReadOnlyList<string> ColumnHeaders { get; init; } = [];

    /// <summary>What the grid shows, for those who cannot see it.</summary>
    public string AltText { get; init; } = "";
}
