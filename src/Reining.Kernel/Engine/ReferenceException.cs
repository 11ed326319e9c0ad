namespace Reining.Kernel.Engine;

/// <summary>A reference that a cell asks for cannot be used.</summary>
/// <param name="message">The directive, what was expected, what came, and the remedy.</param>
public sealed class ReferenceException(string message) : Exception(message);
