namespace Reining.Kernel.Engine;

/// <summary>What a cell that ran to its end gave.</summary>
/// <param name="HasValue">Whether it ended in an expression without a semicolon.</param>
/// <param name="Value">That expression's value.</param>
public readonly record struct SubmissionResult(bool HasValue, object? Value);
