namespace Reining.Kernel.Engine;

/// <summary>A cell was stopped in the midst of a compiled library's code, which may have been left in disorder.</summary>
sealed class CellAbortedException() : OperationCanceledException("The cell was aborted.");
