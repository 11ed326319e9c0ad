namespace Reining.Kernel.Documents;

/// <summary>A notebook file cannot be read, or cannot be run as asked.</summary>
/// <param name="message">The operation, what was expected, what came, and the remedy.</param>
/// <param name="inner">The cause, if another exception is it.</param>
public sealed class DocumentException(string message, Exception? inner = null) : Exception(message, inner);
