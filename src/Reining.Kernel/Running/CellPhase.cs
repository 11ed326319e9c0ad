namespace Reining.Kernel.Running;

/// <summary>Moments in the run of a cell.</summary>
public enum CellPhase
{
    /// <summary>The cell is about to run.</summary>
    Started,

    /// <summary>The cell printed or displayed something.</summary>
    Output,

    /// <summary>The cell ended well, or was allowed to fail.</summary>
    Finished,

    /// <summary>The cell failed.</summary>
    Failed,
}
