using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// Four strided convolutions with batch normalization and ReLU, then a linear layer (rae.md §3, after the author's code).
/// Input: images (N, C, S, S) in [0, 1]; output: codes (N, d).
/// </summary>
public sealed class ConvEncoder : Module
{
    const int Layers = 4;
    readonly ConvNetOptions _options;
    readonly Conv2d[] _conv = new Conv2d[Layers];
    readonly BatchNorm2d[] _norm = new BatchNorm2d[Layers];
    readonly Linear _dense;

    /// <summary>Length of <see cref="Features"/>: 8f · (S/16)².</summary>
    public int FeatureSize { get; }

    /// <summary>Makes the encoder.</summary>
    /// <param name="options">Sizes.</param>
    /// <param name="generator">Random numbers for the weights.</param>
    /// <param name="spectralNorm">Normalize convolutions and linear layer (only the author's code does this in the encoder).</param>
    public ConvEncoder(ConvNetOptions options, Generator generator, bool spectralNorm = false) : base(nameof(ConvEncoder))
    {
        _options = options;
        for (var i = 0; i < Layers; i++)
        {
            var inputs = i == 0 ? options.Channels : options.Width << (i - 1);
            _conv[i] = Add($"conv{i + 1}", new Conv2d(inputs, options.Width << i, options.Kernel, 2, generator, spectralNorm));
            _norm[i] = Add($"bn{i + 1}", new BatchNorm2d(options.Width << i, options.NormMomentum));
        }
        var side = options.Side >> Layers;
        FeatureSize = (options.Width << (Layers - 1)) * side * side;
        _dense = Add("dense", new Linear(FeatureSize, options.LatentSize, generator, spectralNorm));
    }

    /// <summary>What the linear layer sees: (N, <see cref="FeatureSize"/>).</summary>
    public Tensor Features(Tensor images)
    {
        CheckInput(images);
        var h = _options.Rescale ? images * 2 - 1 : images;
        for (var i = 0; i < Layers; i++)
        {
            h = _conv[i].forward(h); // (N, f·2^i, S/2^(i+1), S/2^(i+1))
            if (i == 0)
                h = Layout.ChannelsLast(h); // a one-channel image has no layout that the convolution could take over
            h = nn.functional.relu(_norm[i].forward(h), inplace: true);
        }
        return h.flatten(1); // (N, 8f·(S/16)²)
    }

    /// <summary>Codes from <see cref="Features"/>, in the weights' type also under autocast.</summary>
    public Tensor Codes(Tensor features) => _dense.forward(features).to(Type); // (N, d)

    /// <summary>The weights' number format.</summary>
    internal ScalarType Type => _dense.Weight.dtype;

    /// <summary>Where the weights are.</summary>
    internal Device Device => _dense.Weight.device;

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) =>
        Shape.Expect(input, nameof(ConvEncoder), -1, _options.Channels, _options.Side, _options.Side);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Codes(Features(input));
}
