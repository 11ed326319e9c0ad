using Reining.Kernel.Display;

namespace Microsoft.DotNet.Interactive;

/// <summary>The running cell, under .NET Interactive's name.</summary>
public sealed class KernelInvocationContext
{
    KernelInvocationContext()
    {
    }

    /// <summary>The running cell.</summary>
    public static KernelInvocationContext Current { get; } = new();

    /// <summary>Canceled when the cell is interrupted or its time is up.</summary>
    public CancellationToken CancellationToken => NotebookFunctions.CellToken;

    /// <summary>Displays a value below the cell.</summary>
    /// <param name="value">Any value, null included.</param>
    /// <param name="mimeTypes">The representations wanted; the type's usual ones if none is named.</param>
    public DisplayedValue Display(object? value, params string[] mimeTypes) => NotebookFunctions.display(value, mimeTypes);
}
