using Reining.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>A stage's part of the picture: a modulated 1×1 convolution to three colors without demodulation (Karras et al. 2020).</summary>
sealed class ToRgb : Module
{
    const int Colors = 3;

    readonly Parameter _weight, _bias;
    readonly EqualizedLinear _affine;
    readonly double _gain;

    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="styles">Numbers in a style.</param>
    /// <param name="random">Random numbers for the weights.</param>
    public ToRgb(int inputs, int styles, Generator random) : base(nameof(ToRgb))
    {
        _weight = AddParameter("weight", randn(Colors, inputs, generator: random));
        _bias = AddParameter("bias", zeros(Colors));
        _affine = Add("affine", new EqualizedLinear(styles, inputs, random, bias: 1));
        _gain = 1 / Math.Sqrt(inputs);
    }

    /// <summary>Images (N, in, H, W) and styles (N, w) to (N, 3, H, W): each pixel times the sample's own 3×in weights.</summary>
    public Tensor Apply(Tensor x, Tensor styles)
    {
        var (count, channels, height, width) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        var weights = _weight * (_affine.forward(styles) * _gain).unsqueeze(1); // (N, 3, in)
        var pixels = x.permute(0, 2, 3, 1).reshape(count, height * width, channels); // (N, HW, in)
        var colors = pixels.bmm(weights.transpose(1, 2)).add_(_bias); // (N, HW, 3)
        return colors.view(count, height, width, Colors).permute(0, 3, 1, 2); // (N, 3, H, W)
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) =>
        throw new NotSupportedException("ToRgb: expected styles beside the images; call Apply.");
}
