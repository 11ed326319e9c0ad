using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Bench.InvGanStep;

/// <summary>The dense nets of the InvGAN as a user of TorchSharp writes them.</summary>
sealed class PlainInvGan : nn.Module
{
    readonly Sequential _trunk;
    readonly Linear _score, _code;
    readonly long _codeSize;

    public PlainInvGan(BenchInput input) : base(nameof(PlainInvGan))
    {
        int width = input.Int("width"), mapping = input.Int("mapping");
        _codeSize = input.Int("code");
        Mapping = nn.Sequential(
            ("hidden", nn.Linear(input.Int("prior"), mapping)), ("relu", nn.LeakyReLU(0.2)), ("code", nn.Linear(mapping, _codeSize)));
        Generator = nn.Sequential(
            ("hidden1", nn.Linear(_codeSize, width)), ("norm1", nn.BatchNorm1d(width)), ("relu1", nn.ReLU()),
            ("hidden2", nn.Linear(width, 2 * width)), ("norm2", nn.BatchNorm1d(2 * width)), ("relu2", nn.ReLU()),
            ("pixels", nn.Linear(2 * width, 784)), ("sigmoid", nn.Sigmoid()));
        _trunk = nn.Sequential(
            ("hidden1", nn.Linear(784, 2 * width)), ("relu1", nn.LeakyReLU(0.2)), ("hidden2", nn.Linear(2 * width, width)),
            ("relu2", nn.LeakyReLU(0.2)));
        (_score, _code) = (nn.Linear(width, 1), nn.Linear(width, _codeSize));
        Discriminator = nn.Sequential(("trunk", _trunk), ("score", _score), ("code", _code)); // heads side by side: see Read
        register_module("mapping", Mapping);
        register_module("generator", Generator);
        register_module("discriminator", Discriminator);
    }

    public Sequential Mapping { get; }

    public Sequential Generator { get; }

    public Sequential Discriminator { get; }

    public Tensor Codes(Tensor z) => F.layer_norm(Mapping.forward(z), [_codeSize]);

    public Tensor Images(Tensor w) => Generator.forward(w).view(-1, 1, 28, 28);

    public (Tensor Score, Tensor Code, Tensor Features) Read(Tensor x)
    {
        var f = _trunk.forward((2 * x - 1).flatten(1));
        return (_score.forward(f).squeeze(1), _code.forward(f), f);
    }
}
