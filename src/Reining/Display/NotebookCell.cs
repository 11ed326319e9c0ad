namespace Reining.Display;

/// <summary>The notebook cell that is running, as a kernel tells it to the libraries that a cell calls.</summary>
static class NotebookCell
{
    /// <summary>The cell's token, which an interrupt cancels; outside a notebook one that is never cancelled.
    /// Long loops ask it once per turn.</summary>
    public static CancellationToken Token =>
        (AppContext.GetData("Notebook.CancellationToken") as Func<CancellationToken>)?.Invoke() ?? default;

    /// <summary>The caller's token if it can be cancelled, else the cell's.</summary>
    public static CancellationToken Or(CancellationToken given) => given.CanBeCanceled ? given : Token;
}
