using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>For each image the share of successes among its last tries, by which a step length is adapted.</summary>
sealed class SuccessShare
{
    readonly RowTensor _tries;
    int _next;

    public SuccessShare(RowTensors rows, Tensor like, int length) =>
        _tries = rows.Add(full([like.shape[0], length], double.NaN, like.dtype, like.device)); // NaN: not tried yet

    public void Add(Tensor success)
    {
        using var scope = NewDisposeScope();
        _tries.Value.select(1, _next).copy_(success);
        _next = (_next + 1) % (int)_tries.Value.shape[1];
    }

    /// <summary>The factor of each step length, (M,): 1 while there are too few tries; after a change the count begins anew.</summary>
    public Tensor Factor(double low, double high, double adaptation)
    {
        using var scope = NewDisposeScope();
        var share = _tries.Value.mean([1]); // NaN until all are there
        var (more, less) = (share > high, share < low);
        var one = ones_like(share);
        _tries.Replace(more.logical_or(less), full_like(_tries.Value, double.NaN));
        return where(more, one * adaptation, where(less, one / adaptation, one)).MoveToOuterDisposeScope();
    }
}
