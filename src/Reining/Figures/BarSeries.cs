namespace Reining.Figures;

/// <summary>One bar in each group.</summary>
/// <param name="Name">The legend's text; a method's name gives the method's color.</param>
/// <param name="Values">One per group; NaN leaves the bar out.</param>
public sealed record BarSeries(string Name, IReadOnlyList<double> Values)
{
    /// <summary>Lower ends of the error bars; null for none.</summary>
    public IReadOnlyList<double>? Low { get; init; }

    /// <summary>Upper ends of the error bars; null for none.</summary>
    public IReadOnlyList<double>? High { get; init; }
}
