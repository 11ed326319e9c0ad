using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>y = x Wᵀ + b, Glorot-uniform W, zero b. Input (N, in), output (N, out).</summary>
public sealed class Linear : Module
{
    readonly long _inputs;
    readonly SpectralNorm? _norm;

    /// <summary>Weight (out, in).</summary>
    public Parameter Weight { get; }

    /// <summary>Bias (out).</summary>
    public Parameter Bias { get; }

    /// <summary>
    /// Whether the product goes through a convolution where that is faster, equal up to rounding; for layers of many numbers.
    /// </summary>
    public bool ByConvolution { get; init; }

    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">Input features.</param>
    /// <param name="outputs">Output features.</param>
    /// <param name="generator">Random numbers for the weight.</param>
    /// <param name="spectralNorm">Divide the weight by its largest singular value.</param>
    public Linear(long inputs, long outputs, Generator generator, bool spectralNorm = false) : base(nameof(Linear))
    {
        _inputs = inputs;
        Weight = AddParameter("weight", Initialization.GlorotUniform([outputs, inputs], inputs, outputs, generator));
        Bias = AddParameter("bias", zeros(outputs));
        if (spectralNorm)
            _norm = Add("spectral_norm", new SpectralNorm(Weight, 0, generator));
    }

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input)
    {
        Shape.Expect(input, nameof(Linear), -1, _inputs);
        Shape.ExpectType(input, nameof(Linear), Weight.dtype);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var weight = UsedWeight;
        return ByConvolution && ConvolutionProduct.Gainful(input, weight)
            ? ConvolutionProduct.Of(input, weight, Bias)
            : nn.functional.linear(input, weight, Bias); // (N, out)
    }

    /// <summary>The weight as it is multiplied with: spectrally normalized where that was asked for,
    /// which is one iteration more in training mode.</summary>
    internal Tensor UsedWeight => _norm is null ? Weight : _norm.forward(Weight);
}
