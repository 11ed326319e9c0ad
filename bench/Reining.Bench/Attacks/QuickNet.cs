using Reining.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Bench.Attacks;

/// <summary>The classifier of digits that attacks are compared on: convolutions 4×4 of stride 2 to 16 and 32 channels, dense 128, dense
/// 10.</summary>
sealed class QuickNet : Module
{
    readonly Conv2d _conv1, _conv2;
    readonly Linear _dense, _head;

    public QuickNet(Generator random) : base(nameof(QuickNet))
    {
        _conv1 = Add("conv1", new Conv2d(1, 16, 4, 2, random));
        _conv2 = Add("conv2", new Conv2d(16, 32, 4, 2, random));
        _dense = Add("dense", new Linear(32 * 7 * 7, 128, random));
        _head = Add("head", new Linear(128, 10, random));
    }

    protected override void CheckInput(Tensor input) => Shape.Expect(input, nameof(QuickNet), -1, 1, 28, 28);

    protected override Tensor Compute(Tensor input)
    {
        var h = F.relu(_conv1.forward(input)); // (N, 16, 14, 14)
        h = F.relu(_conv2.forward(h)); // (N, 32, 7, 7)
        return _head.forward(F.relu(_dense.forward(h.flatten(1)))); // (N, 10)
    }
}
