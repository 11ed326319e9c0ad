using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>
/// One layer of gated recurrent units (GRU; Cho et al. 2014) in PyTorch's form, in which the reset gate acts after the recurrent product:
/// <code>
/// r = σ(W_r x + b_r + U_r h + c_r)   z = σ(W_z x + b_z + U_z h + c_z)
/// n = tanh(W_n x + b_n + r ⊙ (U_n h + c_n))   h' = n + z ⊙ (h − n)
/// </code>
/// Input (T, N, in), output: the states (T, N, hidden), from h = 0. Its own code instead of TorchSharp's <c>GRU</c>, whose initial weights
/// cannot be drawn from a given generator; an input of length 1 is the same at each step and projected once.
/// </summary>
public sealed class GatedRecurrentUnit : Module
{
    // TorchSharp 0.107 makes a Scalar for each + and − and may finalize it while the native call still reads it (docs/decisions.md, traps
    // met). This loop adds so often that it uses two that live.
    static readonly Scalar One = 1, MinusOne = -1;
    readonly long _inputs, _hidden;

    /// <summary>W (3·hidden, in), gates in the order r, z, n.</summary>
    public Parameter InputWeight { get; }

    /// <summary>U (3·hidden, hidden).</summary>
    public Parameter StateWeight { get; }

    /// <summary>b (3·hidden).</summary>
    public Parameter InputBias { get; }

    /// <summary>c (3·hidden).</summary>
    public Parameter StateBias { get; }

    /// <summary>Makes the layer: Glorot-uniform W, orthogonal U, zero biases (Keras's defaults).</summary>
    /// <param name="inputs">Input features.</param>
    /// <param name="hidden">State size.</param>
    /// <param name="generator">Random numbers for the weights.</param>
    public GatedRecurrentUnit(long inputs, long hidden, Generator generator) : base(nameof(GatedRecurrentUnit))
    {
        (_inputs, _hidden) = (inputs, hidden);
        using var scope = NewDisposeScope();
        Tensor Gates(Func<Tensor> gate) => cat([gate(), gate(), gate()], 0);
        InputWeight = AddParameter("weight_ih", Gates(() => Initialization.GlorotUniform([hidden, inputs], inputs, hidden, generator)));
        StateWeight = AddParameter("weight_hh", Gates(() => linalg.qr(randn(hidden, hidden, generator: generator)).Item1));
        InputBias = AddParameter("bias_ih", zeros(3 * hidden));
        StateBias = AddParameter("bias_hh", zeros(3 * hidden));
    }

    /// <summary>States (steps, N, hidden).</summary>
    /// <param name="input">(T, N, in) with T = <paramref name="steps"/>, or T = 1 for the same input at each step.</param>
    /// <param name="steps">Number of steps.</param>
    public Tensor Unroll(Tensor input, int steps)
    {
        CheckInput(input);
        if (input.shape[0] != 1 && input.shape[0] != steps)
            throw new ArgumentException($"GatedRecurrentUnit: expected 1 or {steps} steps of input, got {Shape.Text(input)}.");
        var batch = input.shape[1];
        var projected = nn.functional.linear(input, InputWeight, InputBias).unbind(0); // T × (N, 3h)
        var h = zeros(batch, _hidden, dtype: input.dtype, device: input.device);
        var states = new Tensor[steps];
        for (var t = 0; t < steps; t++)
        {
            var x = projected[projected.Length == 1 ? 0 : t]; // (N, 3h)
            var u = nn.functional.linear(h, StateWeight, StateBias); // (N, 3h)
            var gates = sigmoid(x.narrow(1, 0, 2 * _hidden).add(u.narrow(1, 0, 2 * _hidden), One)); // (N, 2h)
            var n =
                tanh(x.narrow(1, 2 * _hidden, _hidden).add(gates.narrow(1, 0, _hidden) * u.narrow(1, 2 * _hidden, _hidden), One)); // (N, h)
            states[t] = h = n.add(gates.narrow(1, _hidden, _hidden) * h.add(n, MinusOne), One);
        }
        return stack(states, 0); // (T, N, h)
    }

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input)
    {
        Shape.Expect(input, nameof(GatedRecurrentUnit), -1, -1, _inputs);
        Shape.ExpectType(input, nameof(GatedRecurrentUnit), InputWeight.dtype);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Unroll(input, (int)input.shape[0]);
}
