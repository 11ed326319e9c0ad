namespace Reining.Kernel.Jupyter;

/// <summary>A message is not what the Jupyter protocol says.</summary>
sealed class WireException(string message) : Exception(message);
