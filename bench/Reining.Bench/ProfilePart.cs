namespace Reining.Bench;

/// <summary>A part of a step.</summary>
/// <param name="Group">What it is counted under.</param>
/// <param name="Name">Which one.</param>
/// <param name="Ms">Median time in milliseconds.</param>
/// <param name="Operations">Multiplications and additions of its matrix products; 0 where memory decides.</param>
public sealed record ProfilePart(string Group, string Name, double Ms, double Operations = 0);
