using Reining.Kernel.Display;

namespace Reining.Kernel.Engine;

/// <summary>Runs the cells of one notebook, one after the other: in this process, or in one that is watched.</summary>
public interface ICellExecutor : IAsyncDisposable
{
    /// <summary>Starts what cells run in, and comes back when it is warm: what the first cell takes is then its own time.</summary>
    Task WarmUpAsync();

    /// <summary>Runs a cell to its end.</summary>
    /// <param name="request">The cell.</param>
    /// <param name="output">Where its outputs go, also those of what it leaves running.</param>
    /// <param name="cancel">Interrupts it. Variables of earlier cells are kept.</param>
    /// <returns>How it ended; a failing cell is an outcome, not an exception.</returns>
    Task<CellOutcome> ExecuteAsync(CellRequest request, ICellOutput output, CancellationToken cancel);

    /// <summary>
    /// After the last cell: comes back when tasks, threads and timers that cells left running have ended, as far as that can be known, and
    /// what they printed has been sent.
    /// </summary>
    /// <param name="most">How long to wait for them.</param>
    Task FinishAsync(TimeSpan most) => Task.CompletedTask;
}
