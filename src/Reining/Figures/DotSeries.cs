namespace Reining.Figures;

/// <summary>One kind of quantity in a plot of dots, measured for each row.</summary>
/// <param name="Name">What it is, for the legend.</param>
/// <param name="Measured">For each row the values, one a seed; none where it was not measured.</param>
public sealed record DotSeries(string Name, IReadOnlyList<IReadOnlyList<double>> Measured);
