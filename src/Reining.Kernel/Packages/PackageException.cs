namespace Reining.Kernel.Packages;

/// <summary>A package that a cell references cannot be had.</summary>
/// <param name="message">What was expected, what came, and the remedy.</param>
public sealed class PackageException(string message) : Exception(message);
