using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Densities;

/// <summary>Masked autoregressive layers in a row, the order of the dimensions reversed between them, onto N(0, I); in double.</summary>
sealed class MaskedAutoregressiveFlow : Module
{
    readonly MaskedAutoregressiveLayer[] _layers;

    internal MaskedAutoregressiveFlow(long dimensions, int layers, int hidden, Generator generator)
        : base(nameof(MaskedAutoregressiveFlow)) =>
        _layers = [
            .. Enumerable.Range(0, layers).Select(i => Add($"layer{i}", new MaskedAutoregressiveLayer(dimensions, hidden, generator)))
        ];

    /// <summary>Log-density (N,) of x (N, d).</summary>
    protected override Tensor Compute(Tensor input)
    {
        var (u, logDeterminant) = Transform(input);
        return logDeterminant - 0.5 * (u.square().sum(1) + input.shape[1] * Math.Log(2 * Math.PI));
    }

    /// <summary>Noise u (N, d) and log |det ∂u/∂x| (N,) of x (N, d).</summary>
    internal (Tensor U, Tensor LogDeterminant) Transform(Tensor x)
    {
        var total = zeros(x.shape[0], dtype: float64);
        foreach (var layer in _layers)
        {
            (var u, var logDeterminant) = layer.Transform(x);
            (x, total) = (u.flip(1), total + logDeterminant);
        }
        return (x, total);
    }

    /// <summary>x (N, d) of noise u (N, d). Expects no gradients.</summary>
    internal Tensor Invert(Tensor u)
    {
        using var scope = NewDisposeScope();
        var x = u.t().contiguous(); // (d, N)
        foreach (var layer in _layers.Reverse())
            x = layer.Invert(x.flip(0));
        return x.t().contiguous().MoveToOuterDisposeScope(); // (N, d)
    }
}
