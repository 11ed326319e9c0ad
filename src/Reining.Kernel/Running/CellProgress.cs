using Reining.Kernel.Documents;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Running;

/// <summary>News from a run.</summary>
/// <param name="Phase">What happened.</param>
/// <param name="Number">Which code cell, from 1.</param>
/// <param name="Count">How many code cells there are.</param>
/// <param name="Cell">The cell.</param>
/// <param name="Elapsed">Time since the cell started.</param>
/// <param name="LastLine">The last line it printed or displayed; empty if there is none.</param>
/// <param name="Error">Why it failed, or the failure that it was allowed.</param>
public sealed record CellProgress(CellPhase Phase, int Number, int Count, NotebookCell Cell, TimeSpan Elapsed, string LastLine,
    CellError? Error);
