using Reining.Kernel.Documents;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Running;

/// <summary>How a run ended.</summary>
/// <param name="Document">The notebook with the outputs of the cells that ran.</param>
/// <param name="CellsRun">How many code cells ran.</param>
/// <param name="FailedNumber">The first code cell that failed, from 1; null if none did.</param>
/// <param name="FailedCell">That cell.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Elapsed">Duration of the whole run.</param>
public sealed record NotebookRunResult(NotebookDocument Document, int CellsRun, int? FailedNumber, NotebookCell? FailedCell,
    CellError? Error, TimeSpan Elapsed)
{
    /// <summary>Whether every cell ran as it should.</summary>
    public bool Succeeded => FailedCell is null;
}
