using static TorchSharp.torch;

namespace Reining.Training;

/// <summary>Copies of tensors, which are put back when it is disposed.</summary>
sealed class PutBack : IDisposable
{
    readonly (Tensor Own, Tensor Copy)[] _tensors;

    public PutBack(IEnumerable<Tensor> tensors)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _tensors = [.. tensors.Select(t => (t, t.detach().clone().DetachFromDisposeScope()))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using var noGrad = no_grad();
        foreach (var (own, copy) in _tensors)
        {
            own.copy_(copy);
            copy.Dispose();
        }
    }
}
