namespace Reining.Kernel.Engine;

/// <summary>How the run of a cell ended.</summary>
/// <param name="Error">Why it failed; null if it did not.</param>
/// <param name="HostLost">Whether the process that ran it is gone, and with it all variables.</param>
public sealed record CellOutcome(CellError? Error, bool HostLost = false)
{
    /// <summary>A cell that ran to its end.</summary>
    public static readonly CellOutcome Ok = new(Error: null);
}
