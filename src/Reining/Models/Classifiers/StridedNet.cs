using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// Images (N, C, S, S), S a multiple of 4, to numbers (N, outputs): two convolutions 4×4 of stride 2, a hidden layer, a linear one, ReLU
/// between them, no batch normalization. The chapter on robust classification uses it as encoder and, with as many outputs as classes,
/// as the plain classifier beside it.
/// </summary>
public sealed class StridedNet : Module
{
    readonly StridedNetOptions _options;
    readonly Conv2d _first, _second;
    readonly Linear _hidden, _head;

    /// <summary>Makes the net.</summary>
    /// <param name="options">Sizes.</param>
    /// <param name="outputs">Numbers for each image.</param>
    /// <param name="generator">Random numbers for the initial weights.</param>
    public StridedNet(StridedNetOptions options, long outputs, Generator generator) : base(nameof(StridedNet))
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, Outputs) = (options, Options.Positive(outputs, nameof(outputs)));
        _first = Add("conv1", new Conv2d(options.Channels, options.Width, 4, 2, generator));
        _second = Add("conv2", new Conv2d(options.Width, 2 * options.Width, 4, 2, generator));
        _hidden = Add("hidden", new Linear(2 * options.Width * options.Side * options.Side / 16, options.Hidden, generator));
        _head = Add("head", new Linear(options.Hidden, outputs, generator));
    }

    /// <summary>Numbers for each image.</summary>
    public long Outputs { get; }

    /// <summary>Where the weights are.</summary>
    public Device Device => _head.Weight.device;

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) =>
        Shape.Expect(input, nameof(StridedNet), -1, _options.Channels, _options.Side, _options.Side);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var x = nn.functional.relu(_first.forward(input)); // (N, w, S/2, S/2)
        x = nn.functional.relu(_second.forward(Layout.ChannelsLast(x))); // (N, 2w, S/4, S/4)
        return _head.forward(nn.functional.relu(_hidden.forward(x.flatten(1)))); // (N, outputs)
    }
}
