using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>Convolution along a sequence without padding, stride 1, with bias and Glorot-uniform weight. Input (N, in, L),
/// output (N, out, L − k + 1).</summary>
public sealed class Conv1d : Module
{
    readonly long _inputs, _kernel;

    /// <summary>Weight (out, in, k).</summary>
    public Parameter Weight { get; }

    /// <summary>Bias (out).</summary>
    public Parameter Bias { get; }

    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="kernel">Kernel length in steps.</param>
    /// <param name="generator">Random numbers for the weight.</param>
    public Conv1d(long inputs, long outputs, long kernel, Generator generator) : base(nameof(Conv1d))
    {
        (_inputs, _kernel) = (inputs, kernel);
        Weight =
            AddParameter("weight", Initialization.GlorotUniform([outputs, inputs, kernel], inputs * kernel, outputs * kernel, generator));
        Bias = AddParameter("bias", zeros(outputs));
    }

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input)
    {
        Shape.Expect(input, nameof(Conv1d), -1, _inputs, -1);
        Shape.ExpectType(input, nameof(Conv1d), Weight.dtype);
        if (input.shape[2] < _kernel)
            throw new ArgumentException($"Conv1d: expected a sequence of at least {_kernel} steps, got {Shape.Text(input)}.");
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => nn.functional.conv1d(input, Weight, Bias); // (N, out, L − k + 1)
}
