using Reining.Display;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Numerics;

/// <summary>Runs big sets through functions piece by piece, without gradients, in bounded memory.</summary>
public static class MiniBatches
{
    /// <summary>Images in one piece unless said otherwise.</summary>
    public const long DefaultSize = 500;

    /// <summary>Applies a function to successive rows and joins what it returns.</summary>
    /// <param name="rows">(N, …), N ≥ 1.</param>
    /// <param name="function">From (B, …) to (B, …), any type and device; its temporaries are freed after each piece.</param>
    /// <param name="batchSize">B, at least 1; the last piece may be smaller.</param>
    /// <returns>(N, …), of the function's type, on its device; owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">No rows, or the function returned another number of rows than it got.</exception>
    public static Tensor Map(Tensor rows, Func<Tensor, Tensor> function, long batchSize = DefaultSize)
    {
        ArgumentNullException.ThrowIfNull(function);
        using var scope = NewDisposeScope();
        var result = default(Tensor);
        var done = 0L;
        ForEach(rows, piece =>
        {
            var part = function(piece);
            if (part.ndim < 1 || part.shape[0] != piece.shape[0])
                throw new ArgumentException(
                    $"MiniBatches.Map: expected {piece.shape[0]} rows from the function, " +
                    $"got {Shape.Text(part)}; return one row for each one given.");
            result ??= empty([rows.shape[0], .. part.shape[1..]], part.dtype, part.device).MoveToOtherDisposeScope(scope);
            result.narrow(0, done, part.shape[0]).copy_(part);
            done += part.shape[0];
        }, batchSize);
        return result!.MoveToOuterDisposeScope();
    }

    /// <summary>Hands successive rows to an action.</summary>
    /// <param name="rows">(N, …), N ≥ 1.</param>
    /// <param name="action">Gets (B, …); tensors it makes are freed after each piece.</param>
    /// <param name="batchSize">B, at least 1; the last piece may be smaller.</param>
    /// <exception cref="ArgumentException">No rows.</exception>
    public static void ForEach(Tensor rows, Action<Tensor> action, long batchSize = DefaultSize)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(action);
        if (batchSize < 1)
            throw new ArgumentOutOfRangeException(
                nameof(batchSize), batchSize, $"MiniBatches: expected a batch size of at least 1, got {batchSize}.");
        if (rows.ndim < 1 || rows.shape[0] < 1)
            throw new ArgumentException($"MiniBatches: expected at least one row, got {Shape.Text(rows)}; pass (N, …) with N ≥ 1.");
        using var noGradients = no_grad();
        for (var start = 0L; start < rows.shape[0]; start += batchSize)
        {
            NotebookCell.Token.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            action(rows.narrow(0, start, Math.Min(batchSize, rows.shape[0] - start)));
        }
    }
}
