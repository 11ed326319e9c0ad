namespace Reining.Figures;

/// <summary>Something drawn; both renderers draw the same layers in the same order.</summary>
/// <param name="Name">The legend's text; null keeps it out of the legend.</param>
/// <param name="Color"><c>#RRGGBB</c>.</param>
internal abstract record Layer(string? Name, string Color);

/// <summary>A polyline; NaN leaves a gap.</summary>
internal sealed record LineLayer(string? Name, string Color, double[] X, double[] Y) : Layer(Name, Color)
{
    public bool Dashed { get; init; }

    public double Width { get; init; } = 2;

    /// <summary>Stays out of the pointer's way and beside the axes' ranges: a reference line.</summary>
    public bool Reference { get; init; }
}

/// <summary>A transparent band between two curves.</summary>
internal sealed record BandLayer(string Color, double[] X, double[] Low, double[] High) : Layer(null, Color);

/// <summary>Bars from zero (or from the lower end of a logarithmic axis).</summary>
internal sealed record BarLayer(string? Name, string Color, double[] At, double[] Values, double Width) : Layer(Name, Color)
{
    /// <summary>Ends of the error bars.</summary>
    public (double[] Low, double[] High)? Error { get; init; }

    /// <summary>What each bar stands for, shown under the pointer.</summary>
    public string[]? Texts { get; init; }

    public double Opacity { get; init; } = 1;
}

/// <summary>Points.</summary>
internal sealed record PointLayer(string? Name, string Color, double[] X, double[] Y) : Layer(Name, Color)
{
    public double Size { get; init; } = 6;

    public double Opacity { get; init; } = 1;

    public bool Diamond { get; init; }

    /// <summary>Ends of horizontal error bars.</summary>
    public (double[] Low, double[] High)? Error { get; init; }

    public string[]? Texts { get; init; }
}

/// <summary>Words in the plot.</summary>
internal sealed record TextLayer(string Color, double[] X, double[] Y, string[] Texts) : Layer(null, Color);
