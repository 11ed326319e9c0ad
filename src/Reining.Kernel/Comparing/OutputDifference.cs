using Reining.Kernel.Documents;

namespace Reining.Kernel.Comparing;

/// <summary>An output that is not as stored.</summary>
/// <param name="Number">The code cell's number, from 1.</param>
/// <param name="Cell">The cell.</param>
/// <param name="What">Where in its outputs, what was expected, and what came.</param>
public sealed record OutputDifference(int Number, NotebookCell Cell, string What);
