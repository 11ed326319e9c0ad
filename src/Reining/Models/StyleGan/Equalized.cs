using Reining.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Models;

/// <summary>
/// What StyleGAN2's layers share: weights that are stored with unit deviation and used with that of He's initialization, so that Adam moves
/// all layers equally fast, and a leaky rectifier with gain √2 (Karras et al. 2018, §4.1; 2020). Gains are multiplied into the weights,
/// which a rectifier allows and which is cheaper than to multiply images.
/// </summary>
static class Equalized
{
    /// <summary>The rectifier's slope below 0.</summary>
    public const double Slope = 0.2;

    /// <summary>√2.</summary>
    public const double Gain = 1.4142135623730951;

    /// <summary>The rectifier, without its gain; its argument's memory is used again.</summary>
    public static Tensor Rectified(Tensor x) => F.leaky_relu(x, Slope, inplace: true);

    /// <summary>x / √(mean x² + 1e-8) of each row.</summary>
    public static Tensor Normalized(Tensor x) => x * (x.square().mean([1], keepdim: true) + 1e-8).rsqrt();
}

/// <summary>y = x Wᵀ + b with equalized weights. Input (N, in), output (N, out).</summary>
sealed class EqualizedLinear : Module
{
    readonly Parameter _weight, _bias;
    readonly double _gain, _biasGain;
    readonly bool _rectified;

    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">Input features.</param>
    /// <param name="outputs">Output features.</param>
    /// <param name="random">Random numbers for the weight.</param>
    /// <param name="rectified">With the leaky rectifier and its gain.</param>
    /// <param name="rate">Learns so much slower than others.</param>
    /// <param name="bias">The bias's first value.</param>
    public EqualizedLinear(long inputs, long outputs, Generator random, bool rectified = false, double rate = 1, double bias = 0)
        : base(nameof(EqualizedLinear))
    {
        _weight = AddParameter("weight", randn(outputs, inputs, generator: random) / rate);
        _bias = AddParameter("bias", full(outputs, bias / rate));
        _rectified = rectified;
        _biasGain = rate * (rectified ? Equalized.Gain : 1);
        _gain = _biasGain / Math.Sqrt(inputs);
    }

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) => Shape.Expect(input, nameof(EqualizedLinear), -1, _weight.shape[1]);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var y = F.linear(input, _weight * _gain, _bias * _biasGain); // (N, out)
        return _rectified ? Equalized.Rectified(y) : y;
    }
}

/// <summary>A convolution with equalized weights, "same" size or half of it. Input (N, in, H, W).</summary>
sealed class EqualizedConv2d : Module
{
    readonly Parameter _weight;
    readonly Parameter? _bias;
    readonly double _gain, _biasGain;
    readonly bool _rectified, _halves;
    readonly Resampling _resampling;

    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="kernel">Kernel side: 3, or 1.</param>
    /// <param name="random">Random numbers for the weight.</param>
    /// <param name="rectified">With bias, the leaky rectifier and its gain; else neither.</param>
    /// <param name="halves">Whether the sides are halved, by the filter and then stride 2 or every second pixel.</param>
    /// <param name="scale">The result is multiplied by this.</param>
    public EqualizedConv2d(
        long inputs, long outputs, int kernel, Generator random, bool rectified = true, bool halves = false, double scale = 1)
        : base(nameof(EqualizedConv2d))
    {
        _weight = AddParameter("weight", randn([outputs, inputs, kernel, kernel], generator: random));
        _bias = rectified ? AddParameter("bias", zeros(outputs)) : null;
        (_rectified, _halves) = (rectified, halves);
        _biasGain = scale * (rectified ? Equalized.Gain : 1);
        _gain = _biasGain / Math.Sqrt(inputs * kernel * kernel);
        _resampling = Add("resampling", new Resampling(inputs));
    }

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) => Shape.Expect(input, nameof(EqualizedConv2d), -1, _weight.shape[1], -1, -1);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var (weight, bias, one) = (_weight * _gain, _bias is null ? null : _bias * _biasGain, _weight.shape[2] == 1);
        var y = (_halves, one) switch
        {
            (false, _) => F.conv2d(input, weight, bias, padding: one ? [0, 0] : [1, 1]), // (N, out, H, W)
            (true, true) => F.conv2d(_resampling.Half(input), weight, bias), // (N, out, H/2, W/2)
            (true, false) => F.conv2d(_resampling.Smooth(input), weight, bias, strides: [2, 2]), // (N, out, H/2, W/2)
        };
        return _rectified ? Equalized.Rectified(y) : y;
    }
}
