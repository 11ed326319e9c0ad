using Reining.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Reining.Densities;

/// <summary>
/// One layer of a masked autoregressive flow, in double: u_i = (x_i − μ_i)·exp(−s_i) with μ_i and s_i functions of x_1 … x_{i−1} only,
/// all computed by one network of two hidden layers whose weights are masked (MADE, Germain et al. 2015).
/// </summary>
/// <remarks>
/// Hidden unit j has the degree deg(j) = 1 + ⌊j(d − 1)/H⌋ and sees inputs and units of at most that degree; output i sees degrees below i.
/// Degrees ascend, so <see cref="Invert"/> computes each unit once, when its inputs are known: sampling costs no more multiplications
/// than a density, where running the network d times would cost d times as many. The output layer starts at zero:
/// the layer is the identity.
/// </remarks>
sealed class MaskedAutoregressiveLayer : Module
{
    /// <summary>|s| stays below this: no factor beyond e^±2 in one layer, so that a code unlike the others cannot be
    /// given an absurd density.</summary>
    const double ScaleBound = 2;

    readonly long _d;
    readonly long[] _known; // _known[i]: hidden units of degree ≤ i
    readonly Parameter _w1, _b1, _w2, _b2, _w3, _b3;
    readonly Tensor _m1, _m2, _m3;

    internal MaskedAutoregressiveLayer(long dimensions, long hidden, Generator generator) : base(nameof(MaskedAutoregressiveLayer))
    {
        _d = dimensions;
        var degrees = Enumerable.Range(0, (int)hidden).Select(j => 1 + j * (dimensions - 1) / hidden).ToArray();
        _known = [.. Enumerable.Range(0, (int)dimensions + 1).Select(i => degrees.LongCount(g => g <= i))];
        using var scope = NewDisposeScope();
        var (inputs, units) = (arange(1, dimensions + 1), tensor(degrees)); // (d,), (H,)
        var outputs = inputs.unsqueeze(1) > units.unsqueeze(0); // (d, H)
        _m1 = AddBuffer("mask1", (units.unsqueeze(1) >= inputs.unsqueeze(0)).to(float64)); // (H, d)
        _m2 = AddBuffer("mask2", (units.unsqueeze(1) >= units.unsqueeze(0)).to(float64)); // (H, H)
        _m3 = AddBuffer("mask3", cat([outputs, outputs]).to(float64)); // (2d, H)
        _w1 = AddParameter("weight1", Glorot(hidden, dimensions));
        _b1 = AddParameter("bias1", zeros(hidden, dtype: float64));
        _w2 = AddParameter("weight2", Glorot(hidden, hidden));
        _b2 = AddParameter("bias2", zeros(hidden, dtype: float64));
        _w3 = AddParameter("weight3", zeros(2 * dimensions, hidden, dtype: float64));
        _b3 = AddParameter("bias3", zeros(2 * dimensions, dtype: float64));

        Tensor Glorot(long rows, long columns) => Initialization.GlorotUniform([rows, columns], columns, rows, generator).to(float64);
    }

    /// <summary>μ and s side by side, (N, 2d), of x (N, d).</summary>
    protected override Tensor Compute(Tensor input)
    {
        var h = nn.functional.linear(input, _w1 * _m1, _b1).relu_(); // (N, H)
        h = nn.functional.linear(h, _w2 * _m2, _b2).relu_(); // (N, H)
        return nn.functional.linear(h, _w3 * _m3, _b3); // (N, 2d)
    }

    /// <summary>u (N, d) and log |det ∂u/∂x| (N,) of x (N, d).</summary>
    internal (Tensor U, Tensor LogDeterminant) Transform(Tensor x)
    {
        var outputs = forward(x);
        var s = Bounded(outputs.narrow(1, _d, _d)); // (N, d)
        return ((x - outputs.narrow(1, 0, _d)) * (-s).exp(), -s.sum(1));
    }

    /// <summary>x of u, (d, N) to (d, N): codes are columns here, so that each dimension is contiguous. Expects no gradients.</summary>
    internal Tensor Invert(Tensor u)
    {
        using var scope = NewDisposeScope();
        var x = empty_like(u);
        var (h1, h2) = (empty(_b1.shape[0], u.shape[1], dtype: float64), empty(_b1.shape[0], u.shape[1], dtype: float64)); // (H, N) each
        var (w2, w3) = (_w2 * _m2, _w3);
        for (var i = 0L; i < _d; i++)
        {
            using var dimension = NewDisposeScope();
            var seen = _known[i];
            var mu = Output(i); // (1, N)
            var s = Bounded(Output(_d + i));
            x.narrow(0, i, 1).copy_(u.narrow(0, i, 1) * s.exp() + mu);
            var fresh = _known[i + 1] - seen; // units of degree i + 1: all they see is known now
            if (fresh == 0)
                continue;
            h1.narrow(0, seen, fresh).copy_(
                Rows(_b1).unsqueeze(1).addmm(Rows(_w1).narrow(1, 0, i + 1), x.narrow(0, 0, i + 1)).relu_());
            h2.narrow(0, seen, fresh).copy_(
                Rows(_b2).unsqueeze(1).addmm(Rows(w2).narrow(1, 0, seen + fresh), h1.narrow(0, 0, seen + fresh)).relu_());

            Tensor Rows(Tensor all) => all.narrow(0, seen, fresh);

            Tensor Output(long row) => seen == 0
                ? _b3.narrow(0, row, 1).unsqueeze(1) // (1, 1)
                : _b3.narrow(0, row, 1).unsqueeze(1).addmm(w3.narrow(0, row, 1).narrow(1, 0, seen), h2.narrow(0, 0, seen));
        }
        return x.MoveToOuterDisposeScope();
    }

    static Tensor Bounded(Tensor raw) => ScaleBound * tanh(raw / ScaleBound);
}
