namespace Reining.Kernel.Display;

/// <summary>A cell asks for input that nobody gave.</summary>
/// <param name="message">What was asked for, and how to give it.</param>
public sealed class InputMissingException(string message) : Exception(message);
