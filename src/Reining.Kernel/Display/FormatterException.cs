namespace Reining.Kernel.Display;

/// <summary>A formatter cannot be used, or failed on a value.</summary>
/// <param name="message">The formatter and MIME type, what was expected, what came.</param>
/// <param name="inner">What the formatter threw, if it threw.</param>
public sealed class FormatterException(string message, Exception? inner = null) : Exception(message, inner);
