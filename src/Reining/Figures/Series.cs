namespace Reining.Figures;

/// <summary>One curve. Values that are not finite (or not positive on a logarithmic axis) leave a gap.</summary>
/// <param name="Name">The legend's text; a method's name gives the method's color.</param>
/// <param name="X">Horizontal values.</param>
/// <param name="Y">Vertical values, as many.</param>
public sealed record Series(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>A curve over 1, 2, 3, …</summary>
    /// <param name="name">The legend's text.</param>
    /// <param name="y">Vertical values.</param>
    public Series(string name, IReadOnlyList<double> y)
        : this(name, [.. Enumerable.Range(1, y?.Count ?? 0).Select(i => (double)i)], y!)
    {
    }

    /// <summary>Lower edge of a band, as many values as <see cref="Y"/>; null for none.</summary>
    public IReadOnlyList<double>? Low { get; init; }

    /// <summary>Upper edge of a band, as many values as <see cref="Y"/>; null for none.</summary>
    public IReadOnlyList<double>? High { get; init; }

    /// <summary>Draw it dashed, for example validation beside training.</summary>
    public bool Dashed { get; init; }

    /// <summary>Mark the measured points, for few of them.</summary>
    public bool Marked { get; init; }

    /// <summary>Another color than the palette's, <c>#RRGGBB</c>.</summary>
    public string? Color { get; init; }
}
