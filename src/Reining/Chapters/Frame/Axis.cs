namespace Reining.Chapters;

/// <summary>What is varied within one experiment, such as the components of a mixture.</summary>
/// <param name="Name">Identifier, such as <c>components</c>.</param>
/// <param name="Value">The point that was measured.</param>
public sealed record Axis(string Name, double Value);
