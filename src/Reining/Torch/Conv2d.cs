using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Reining.Torch;

/// <summary>
/// Convolution with bias, Glorot-uniform weight, "same" as in TensorFlow: output side = input side / stride, which must divide it.
/// </summary>
/// <remarks>(k − s) zeros are added per axis, ⌊(k−s)/2⌋ before and the rest after: one on each side for 4×4 with stride 2,
/// one before and two after for 5×5.</remarks>
public sealed class Conv2d : Module
{
    const int FewChannels = 3;
    readonly long _inputs, _strideSide;
    readonly long[] _stride, _padding;
    readonly long[]? _unevenPadding;
    readonly SpectralNorm? _norm;
    readonly bool _isFine; // few channels, and kernels of whole blocks

    /// <summary>Weight (out, in, k, k).</summary>
    public Parameter Weight { get; }

    /// <summary>Bias (out).</summary>
    public Parameter Bias { get; }

    /// <summary>
    /// Whether the weight's gradient is taken by blocks of pixels where the input has one channel: on a processor twice as fast, and equal
    /// up to rounding. Where every bit must be that of a plain convolution it is off.
    /// </summary>
    public bool TrainsByBlocks { get; init; }

    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="kernel">Kernel side in pixels.</param>
    /// <param name="stride">Stride in pixels, at most the kernel.</param>
    /// <param name="generator">Random numbers for the weight.</param>
    /// <param name="spectralNorm">Divide the weight by its largest singular value.</param>
    public Conv2d(long inputs, long outputs, long kernel, long stride, Generator generator, bool spectralNorm = false)
        : base(nameof(Conv2d))
    {
        if (kernel < stride)
            throw new ArgumentOutOfRangeException(nameof(kernel), kernel, $"Conv2d: expected a kernel of at least the stride {stride}.");
        (_inputs, _strideSide) = (inputs, stride);
        _stride = [stride, stride];
        var before = (kernel - stride) / 2;
        var after = kernel - stride - before;
        _padding = before == after ? [before, before] : [0, 0];
        _unevenPadding = before == after ? null : [before, after, before, after];
        _isFine = inputs <= FewChannels && stride > 1 && kernel % stride == 0 && 2 * before % stride == 0 && before == after;
        var area = kernel * kernel;
        Weight = AddParameter(
            "weight", Initialization.GlorotUniform([outputs, inputs, kernel, kernel], inputs * area, outputs * area, generator));
        Bias = AddParameter("bias", zeros(outputs));
        if (spectralNorm)
            _norm = Add("spectral_norm", new SpectralNorm(Weight, 0, generator));
    }

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input)
    {
        Shape.Expect(input, nameof(Conv2d), -1, _inputs, -1, -1);
        Shape.ExpectType(input, nameof(Conv2d), Weight.dtype);
        if (input.shape[2] % _strideSide != 0 || input.shape[3] % _strideSide != 0)
            throw new ArgumentException($"Conv2d: expected sides that {_strideSide} divides, got {Shape.Text(input)}; pad the images.");
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var weight = _norm is null ? Weight : _norm.forward(Weight);
        var gains = input.requires_grad || (TrainsByBlocks && _inputs == 1 && weight.requires_grad && is_grad_enabled());
        if (_isFine && gains && input.device_type == TorchSharp.DeviceType.CPU)
            return ByBlocks(input, weight);
        var x = _unevenPadding is null ? input : nn.functional.pad(input, _unevenPadding);
        return nn.functional.conv2d(x, weight, Bias, _stride, _padding); // (N, out, H/s, W/s)
    }

    // Where the gradient by an image of few channels is wanted, as an attack or a gradient penalty does, the usual backward pass is slow:
    // one channel leaves its vectors empty. Blocks of s×s pixels as s² channels, with a kernel over blocks, give the same sums. With one
    // channel the gradient by the weight gains too, if channels are last in memory.
    Tensor ByBlocks(Tensor input, Tensor weight)
    {
        var (s, blocks) = (_strideSide, weight.shape[2] / _strideSide); // the kernel's side in blocks
        var kernel = weight.view(weight.shape[0], _inputs, blocks, s, blocks, s).permute(0, 1, 3, 5, 2, 4)
            .reshape(weight.shape[0], _inputs * s * s, blocks, blocks);
        var x = nn.functional.pixel_unshuffle(nn.functional.pad(input, [_padding[0], _padding[0], _padding[1], _padding[1]]), s);
        return nn.functional.conv2d(TrainsByBlocks ? Layout.ChannelsLast(x) : x, kernel, Bias);
    }
}
