using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>
/// Transposed convolution with bias, Glorot-uniform weight, "same" as in TensorFlow: output side = stride × input side.
/// </summary>
/// <remarks>
/// The full result has (k − s) pixels too many per axis; TensorFlow crops ⌊(k−s)/2⌋ before and the rest after, so a 4×4
/// kernel with stride 1 is cropped 1 before and 2 after.
/// </remarks>
public sealed class ConvTranspose2d : Module
{
    readonly long _inputs, _strideSide, _cropAfter;
    readonly long[] _stride, _padding;
    readonly SpectralNorm? _norm;

    /// <summary>Weight (in, out, k, k).</summary>
    public Parameter Weight { get; }

    /// <summary>Bias (out).</summary>
    public Parameter Bias { get; }

    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="kernel">Kernel side in pixels, at least the stride.</param>
    /// <param name="stride">Stride in pixels.</param>
    /// <param name="generator">Random numbers for the weight.</param>
    /// <param name="spectralNorm">Divide the weight by its largest singular value.</param>
    public ConvTranspose2d(long inputs, long outputs, long kernel, long stride, Generator generator, bool spectralNorm = false)
        : base(nameof(ConvTranspose2d))
    {
        if (kernel < stride)
            throw new ArgumentOutOfRangeException(
                nameof(kernel), kernel, $"ConvTranspose2d: expected a kernel of at least the stride {stride}.");
        (_inputs, _strideSide) = (inputs, stride);
        _stride = [stride, stride];
        var before = (kernel - stride) / 2;
        _padding = [before, before];
        _cropAfter = kernel - stride - 2 * before;
        var area = kernel * kernel;
        Weight = AddParameter(
            "weight", Initialization.GlorotUniform([inputs, outputs, kernel, kernel], inputs * area, outputs * area, generator));
        Bias = AddParameter("bias", zeros(outputs));
        if (spectralNorm)
            _norm = Add("spectral_norm", new SpectralNorm(Weight, 1, generator));
    }

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input)
    {
        Shape.Expect(input, nameof(ConvTranspose2d), -1, _inputs, -1, -1);
        Shape.ExpectType(input, nameof(ConvTranspose2d), Weight.dtype);
    }

    /// <inheritdoc/>
    // The bias is added by itself: its gradient inside libtorch's transposed convolution takes a fifth of that backward pass.
    protected override Tensor Compute(Tensor input) => WithoutBias(input).add_(Bias.view(1, -1, 1, 1)); // (N, out, sH, sW)

    /// <summary>The convolution alone; the input is not checked.</summary>
    internal Tensor WithoutBias(Tensor input)
    {
        var weight = _norm is null ? Weight : _norm.forward(Weight);
        var (height, width) = (_strideSide * input.shape[2], _strideSide * input.shape[3]);
        if (_strideSide == 1 && TiledConvTranspose2d.Suits(input, weight.shape[1]))
            return TiledConvTranspose2d.Of(input, weight);
        var y = nn.functional.conv_transpose2d(input, weight, null, _stride, _padding);
        return _cropAfter == 0 ? y : y.narrow(2, 0, height).narrow(3, 0, width); // (N, out, sH, sW)
    }
}
