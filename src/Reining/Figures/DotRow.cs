namespace Reining.Figures;

/// <summary>One row of a dot plot: a quantity measured over several seeds, beside the published value.</summary>
/// <param name="Label">What was measured.</param>
/// <param name="Published">The thesis's value; null when there is none.</param>
/// <param name="Measured">Ours, one per seed; at least one.</param>
public sealed record DotRow(string Label, double? Published, IReadOnlyList<double> Measured);
