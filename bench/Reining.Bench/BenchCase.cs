namespace Reining.Bench;

/// <summary>One piece of work.</summary>
/// <param name="Width">Base filters f.</param>
/// <param name="Shapes">What goes through, for the report.</param>
/// <param name="Input">What every side gets.</param>
public sealed record BenchCase(int Width, string Shapes, BenchInput Input)
{
    /// <summary>Name of the case in reports.</summary>
    public string Label { get; init; } = $"width {Width}";
}
