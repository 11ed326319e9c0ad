using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Bench.InvGanStep;

/// <summary>The nets of the InvGAN as a user of TorchSharp writes them.</summary>
sealed class PlainInvGan : nn.Module
{
    readonly Sequential _trunk;
    readonly Linear _score, _code;
    readonly long _codeSize;
    readonly bool _convolutional;

    public PlainInvGan(BenchInput input) : base(nameof(PlainInvGan))
    {
        int width = input.Int("width"), mapping = input.Int("mapping");
        _codeSize = input.Int("code");
        Mapping = nn.Sequential(
            ("hidden", nn.Linear(input.Int("prior"), mapping)), ("relu", nn.LeakyReLU(0.2)), ("code", nn.Linear(mapping, _codeSize)));
        var features = input.Int("features");
        _convolutional = input.Flag("convolutional");
        (Generator, _trunk) = _convolutional ? Convolutions(width, features) : Dense(width);
        (_score, _code) = (nn.Linear(features, 1), nn.Linear(features, _codeSize));
        Discriminator = nn.Sequential(("trunk", _trunk), ("score", _score), ("code", _code)); // heads side by side: see Read
        register_module("mapping", Mapping);
        register_module("generator", Generator);
        register_module("discriminator", Discriminator);
    }

    (Sequential Generator, Sequential Trunk) Dense(int width) => (
        nn.Sequential(
            ("hidden1", nn.Linear(_codeSize, width)), ("norm1", nn.BatchNorm1d(width)), ("relu1", nn.ReLU()),
            ("hidden2", nn.Linear(width, 2 * width)), ("norm2", nn.BatchNorm1d(2 * width)), ("relu2", nn.ReLU()),
            ("pixels", nn.Linear(2 * width, 784)), ("sigmoid", nn.Sigmoid())),
        nn.Sequential(
            ("hidden1", nn.Linear(784, 2 * width)), ("relu1", nn.LeakyReLU(0.2)), ("hidden2", nn.Linear(2 * width, width)),
            ("relu2", nn.LeakyReLU(0.2))));

    (Sequential Generator, Sequential Trunk) Convolutions(int width, int features) => (
        nn.Sequential(
            ("hidden1", nn.Linear(_codeSize, 2 * width * 49)), ("maps", nn.Unflatten(1, [2 * width, 7, 7])),
            ("norm1", nn.BatchNorm2d(2 * width)), ("relu1", nn.ReLU()),
            ("deconv1", nn.ConvTranspose2d(2 * width, width, 4, stride: 2, padding: 1)), ("norm2", nn.BatchNorm2d(width)),
            ("relu2", nn.ReLU()), ("deconv2", nn.ConvTranspose2d(width, 1, 4, stride: 2, padding: 1)), ("sigmoid", nn.Sigmoid())),
        nn.Sequential(
            ("conv1", nn.Conv2d(1, width, 4, stride: 2, padding: 1)), ("relu1", nn.LeakyReLU(0.2)),
            ("conv2", nn.Conv2d(width, 2 * width, 4, stride: 2, padding: 1)), ("relu2", nn.LeakyReLU(0.2)), ("flat", nn.Flatten()),
            ("features", nn.Linear(2 * width * 49, features)), ("relu3", nn.LeakyReLU(0.2))));

    public Sequential Mapping { get; }

    public Sequential Generator { get; }

    public Sequential Discriminator { get; }

    public Tensor Codes(Tensor z) => F.layer_norm(Mapping.forward(z), [_codeSize]);

    public Tensor Images(Tensor w) => Generator.forward(w).view(-1, 1, 28, 28);

    public (Tensor Score, Tensor Code, Tensor Features) Read(Tensor x)
    {
        var f = _trunk.forward(_convolutional ? 2 * x - 1 : (2 * x - 1).flatten(1));
        return (_score.forward(f).squeeze(1), _code.forward(f), f);
    }
}
