namespace Reining.Data;

/// <summary>One source could not give the files; the next one is tried.</summary>
/// <param name="message">What was missing or wrong, without a full stop.</param>
/// <param name="inner">The cause.</param>
internal sealed class SourceFailure(string message, Exception? inner = null) : Exception(message, inner);
