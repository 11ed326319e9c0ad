using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Tests.Child;

/// <summary>Images (N, 1, 8, 8) to codes (N, 2), with batch normalization.</summary>
sealed class PlanEncoder : Module
{
    readonly Conv2d _conv;
    readonly BatchNorm2d _norm;
    readonly Linear _dense;

    public PlanEncoder(Generator generator) : base(nameof(PlanEncoder))
    {
        _conv = Add("conv", new Conv2d(1, 4, 4, 2, generator));
        _norm = Add("bn", new BatchNorm2d(4));
        _dense = Add("dense", new Linear(64, 2, generator));
    }

    protected override Tensor Compute(Tensor input)
    {
        var h = nn.functional.relu(_norm.forward(_conv.forward(input))); // (N, 4, 4, 4)
        return _dense.forward(h.flatten(1)); // (N, 2)
    }
}

/// <summary>
/// Codes (N, 2) to scores (N, out), optionally with spectral normalization, whose vectors are buffers that move in training.
/// </summary>
sealed class PlanHead : Module
{
    readonly Linear _hidden, _output;

    public PlanHead(long outputs, bool spectralNorm, Generator generator) : base(nameof(PlanHead))
    {
        _hidden = Add("hidden", new Linear(2, 8, generator, spectralNorm));
        _output = Add("output", new Linear(8, outputs, generator, spectralNorm));
    }

    protected override Tensor Compute(Tensor input) => _output.forward(tanh(_hidden.forward(input))); // (N, out)
}
