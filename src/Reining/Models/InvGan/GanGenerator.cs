using Reining.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Models;

/// <summary>
/// G: codes (N, d) to images (N, C, S, S) in (0, 1), with batch normalization. Dense: two hidden layers. Convolutional: a linear layer to
/// maps of a quarter of the side, two transposed convolutions 4×4 of stride 2 (fact sheet invgan.md §4).
/// </summary>
public sealed class GanGenerator : Module
{
    const double Momentum = 0.1, Epsilon = 1e-5;

    readonly InvGanOptions _options;
    readonly Linear _first;
    readonly Module _second, _last;
    readonly BatchNorm2d _firstNorm, _secondNorm;

    /// <summary>Makes the net.</summary>
    /// <param name="options">Sizes.</param>
    /// <param name="generator">Random numbers for the initial weights.</param>
    public GanGenerator(InvGanOptions options, Generator generator) : base(nameof(GanGenerator))
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        var width = options.Width;
        var hidden = options.Convolutional ? 2 * width * options.QuarterSide * options.QuarterSide : width;
        _first = Add("hidden1", new Linear(options.CodeSize, hidden, generator));
        _firstNorm = Add("norm1", new BatchNorm2d(options.Convolutional ? 2 * width : width, Momentum, Epsilon));
        _second = options.Convolutional
            ? Add("deconv1", new ConvTranspose2d(2 * width, width, 4, 2, generator))
            : Add("hidden2", new Linear(width, 2 * width, generator) { ByConvolution = true });
        _secondNorm = Add("norm2", new BatchNorm2d(options.Convolutional ? width : 2 * width, Momentum, Epsilon));
        _last = options.Convolutional
            ? Add("deconv2", new ConvTranspose2d(width, options.Channels, 4, 2, generator))
            : Add("pixels", new Linear(2 * width, options.Pixels, generator) { ByConvolution = true });
    }

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) => Shape.Expect(input, nameof(GanGenerator), -1, _options.CodeSize);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var x = _first.forward(input);
        if (_options.Convolutional)
        {
            x = x.view(x.shape[0], 2 * _options.Width, _options.QuarterSide, _options.QuarterSide); // (N, 2c, S/4, S/4)
            x = Layout.ChannelsLast(x);
        }
        x = _second.forward(Normalized(_firstNorm, x));
        return _last.forward(Normalized(_secondNorm, x)).sigmoid().view(-1, _options.Channels, _options.Side, _options.Side);
    }

    static Tensor Normalized(BatchNorm2d norm, Tensor x) =>
        F.relu(x.ndim == 4 ? norm.forward(x) : norm.forward(x.unsqueeze(2).unsqueeze(3)).flatten(1));
}
