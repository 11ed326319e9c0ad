namespace Reining.Data;

/// <summary>Data is missing, damaged or not what was asked for. The message is one sentence with what was expected,
/// what came and the remedy.</summary>
/// <param name="message">The sentence.</param>
/// <param name="inner">The cause, if another exception led here.</param>
public sealed class DataException(string message, Exception? inner = null) : Exception(message, inner);
