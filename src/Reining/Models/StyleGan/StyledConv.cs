using Reining.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Models;

/// <summary>
/// A modulated 3×3 convolution: each input channel is multiplied by a number s that the style decides, and each output channel divided by
/// the deviation that this would give, d = (Σ (s w)² + 1e-8)^(−½) (Karras et al. 2020, §2.2). Then the condition's maps or nothing, bias,
/// leaky rectifier.
/// </summary>
/// <remarks>
/// The cheap form: images are multiplied by s before, and by d after, one convolution that all samples share, instead of a kernel for each
/// sample. The noise that StyleGAN2 adds here is replaced by the condition in GIF; without a condition there is none.
/// </remarks>
sealed class StyledConv : Module
{
    const double Least = 1e-8;
    static readonly long[] One = [1, 1], Two = [2, 2];

    readonly Parameter _weight, _bias;
    readonly double _gain;
    readonly bool _doubles;
    readonly EqualizedLinear _affine;
    readonly ConditionPath? _path;
    readonly Resampling _resampling;

    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="styles">Numbers in a style.</param>
    /// <param name="maps">Channels of the condition's maps; 0 for none.</param>
    /// <param name="doubles">Whether the sides are doubled, by a transposed convolution and then the filter.</param>
    /// <param name="random">Random numbers for the weights.</param>
    public StyledConv(int inputs, int outputs, int styles, int maps, bool doubles, Generator random) : base(nameof(StyledConv))
    {
        _weight = AddParameter("weight", randn([outputs, inputs, 3, 3], generator: random));
        _bias = AddParameter("bias", zeros(outputs));
        (_gain, _doubles) = (1 / Math.Sqrt(9.0 * inputs), doubles);
        _affine = Add("affine", new EqualizedLinear(styles, inputs, random, bias: 1));
        _path = maps > 0 ? Add("path", new ConditionPath(maps, outputs, random)) : null;
        _resampling = Add("resampling", new Resampling(outputs));
    }

    /// <summary>The convolution's weight as it is multiplied with (out, in, 3, 3).</summary>
    internal Tensor Weight => _weight * _gain;

    /// <summary>The multipliers s (N, in) of styles (N, w).</summary>
    internal Tensor Modulation(Tensor styles) => _affine.forward(styles);

    /// <summary>What the condition's maps (N, k, H, W) add to the layer, (N, out, H, W).</summary>
    internal Tensor Path(Tensor maps) => _path?.forward(maps)
        ?? throw new InvalidOperationException("StyledConv.Path: expected a layer with a condition, got one without.");

    /// <summary>The layer.</summary>
    /// <param name="x">Images (N, in, H, W).</param>
    /// <param name="styles">Styles (N, w).</param>
    /// <param name="maps">The condition's maps at the layer's size, (N, k, H', W'); null where the layer takes none.</param>
    /// <returns>(N, out, H', W'), H' = H, or 2H if it doubles.</returns>
    public Tensor Apply(Tensor x, Tensor styles, Tensor? maps)
    {
        if ((maps is null) != (_path is null))
            throw new ArgumentException(
                $"StyledConv: expected {(_path is null ? "no maps" : "a condition's maps")}, got {(maps is null ? "none" : "some")}.");
        var (y, scale) = Convolved(x, Modulation(styles));
        var gain = scale * Equalized.Gain; // (N, out)
        var added = _path?.Scaled(maps!, Equalized.Gain, _bias) ?? (_bias * Equalized.Gain).view(1, -1, 1, 1);
        return Equalized.Rectified(added.addcmul(y, gain.view(gain.shape[0], -1, 1, 1), 1)); // (N, out, H', W')
    }

    /// <summary>The convolution of modulated images, and what demodulates its channels (N, out).</summary>
    internal (Tensor Y, Tensor Scale) Convolved(Tensor x, Tensor modulation)
    {
        var weight = Weight;
        var scale = (modulation.square().matmul(weight.square().sum([2, 3]).t()) + Least).rsqrt(); // (N, out)
        var modulated = x * modulation.view(x.shape[0], -1, 1, 1);
        var y = _doubles
            ? _resampling.AfterTransposed(F.conv_transpose2d(modulated, weight.transpose(0, 1), strides: Two))
            : F.conv2d(modulated, weight, padding: One);
        return (y, scale);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) =>
        throw new NotSupportedException("StyledConv: expected styles beside the images; call Apply.");
}
