using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>The net of <see cref="DigitClassifier"/>: images (N, 1, 32, 32) to class scores (N, 10).</summary>
sealed class DigitNet : Module
{
    internal const int Side = 32, Width = 64, Classes = 10;

    readonly Conv2d _conv1, _conv2;
    readonly Linear _dense, _head;

    internal DigitNet(Generator generator) : base(nameof(DigitNet))
    {
        _conv1 = Add("conv1", new Conv2d(1, 16, 4, 2, generator));
        _conv2 = Add("conv2", new Conv2d(16, 32, 4, 2, generator));
        _dense = Add("dense", new Linear(32 * 8 * 8, Width, generator));
        _head = Add("head", new Linear(Width, Classes, generator));
    }

    /// <summary>The penultimate layer, after its ReLU: (N, 64).</summary>
    internal Tensor Features(Tensor x)
    {
        CheckInput(x);
        var h = nn.functional.relu(_conv1.forward(x)); // (N, 16, 16, 16)
        h = nn.functional.relu(_conv2.forward(h)); // (N, 32, 8, 8)
        return nn.functional.relu(_dense.forward(h.flatten(1))); // (N, 64)
    }

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) => Shape.Expect(input, nameof(DigitNet), -1, 1, Side, Side);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => _head.forward(Features(input)); // (N, 10)
}
