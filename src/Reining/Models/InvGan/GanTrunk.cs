using Reining.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Models;

/// <summary>
/// Images (N, C, S, S) in [0, 1] to features (N, h), the part of a discriminator that all its heads share; no batch normalization, which
/// would tell real from made by the batch. Dense: two layers. Convolutional: two convolutions 4×4 of stride 2 and a dense layer.
/// </summary>
public sealed class GanTrunk : Module
{
    internal const double Slope = 0.2;

    readonly InvGanOptions _options;
    readonly Module _first, _second;
    readonly Linear? _features;

    /// <summary>Makes the net.</summary>
    /// <param name="options">Sizes.</param>
    /// <param name="generator">Random numbers for the initial weights.</param>
    public GanTrunk(InvGanOptions options, Generator generator) : base(nameof(GanTrunk))
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        var width = options.Width;
        if (!options.Convolutional)
        {
            _first = Add("hidden1", new Linear(options.Pixels, 2 * width, generator) { ByConvolution = true });
            _second = Add("hidden2", new Linear(2 * width, width, generator) { ByConvolution = true });
            return;
        }
        _first = Add("conv1", new Conv2d(options.Channels, width, 4, 2, generator) { TrainsByBlocks = true });
        _second = Add("conv2", new Conv2d(width, 2 * width, 4, 2, generator));
        _features = Add(
            "features", new Linear(2 * width * options.QuarterSide * options.QuarterSide, options.ConvolutionalFeatures, generator));
    }

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) =>
        Shape.Expect(input, nameof(GanTrunk), -1, _options.Channels, _options.Side, _options.Side);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var x = 2 * input - 1;
        x = F.leaky_relu(_first.forward(_options.Convolutional ? x : x.flatten(1)), Slope);
        if (_options.Convolutional)
            x = Layout.ChannelsLast(x);
        x = F.leaky_relu(_second.forward(x), Slope);
        return _features is null ? x : F.leaky_relu(_features.forward(x.flatten(1)), Slope); // (N, h)
    }
}
