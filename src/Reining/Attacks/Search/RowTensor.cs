using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>A tensor with a row for each image under attack, which lives from step to step.</summary>
sealed class RowTensor
{
    internal RowTensor(Tensor start)
    {
        start.DetachFromDisposeScope();
        Value = start;
    }

    public Tensor Value { get; private set; }

    /// <summary>Takes a tensor over from the current scope; frees the one before.</summary>
    public void Set(Tensor value)
    {
        if (ReferenceEquals(value, Value))
            return;
        value.DetachFromDisposeScope();
        Value.Dispose();
        Value = value;
    }

    /// <summary>Takes the rows of another tensor where a condition (B,) holds.</summary>
    public void Replace(Tensor condition, Tensor value) => Set(where(Spread(condition, Value), value, Value));

    /// <summary>A condition (B,) in a shape that spreads over the rows of a tensor.</summary>
    public static Tensor Spread(Tensor condition, Tensor over) =>
        over.ndim == 1 ? condition : condition.view([-1, .. Enumerable.Repeat(1L, (int)over.ndim - 1)]);
}
