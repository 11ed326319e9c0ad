using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Reining.Bench.Autoencoders;

/// <summary>The net as a user of TorchSharp writes it: its own layers in their usual memory layout.</summary>
sealed class PlainAutoencoder : nn.Module<Tensor, (Tensor Codes, Tensor Images)>
{
    readonly Sequential _encoder, _decoder;

    public PlainAutoencoder(int f, int latent) : base(nameof(PlainAutoencoder))
    {
        _encoder = nn.Sequential(
            ("conv1", nn.Conv2d(1, f, 4, stride: 2, padding: 1)), ("bn1", Norm(f)), ("relu1", nn.ReLU()),
            ("conv2", nn.Conv2d(f, 2 * f, 4, stride: 2, padding: 1)), ("bn2", Norm(2 * f)), ("relu2", nn.ReLU()),
            ("conv3", nn.Conv2d(2 * f, 4 * f, 4, stride: 2, padding: 1)), ("bn3", Norm(4 * f)), ("relu3", nn.ReLU()),
            ("conv4", nn.Conv2d(4 * f, 8 * f, 4, stride: 2, padding: 1)), ("bn4", Norm(8 * f)), ("relu4", nn.ReLU()),
            ("flatten", nn.Flatten()),
            ("dense", nn.Linear(8 * f * 2 * 2, latent)));
        _decoder = nn.Sequential(
            ("dense", nn.Linear(latent, 8 * 8 * 8 * f)), ("unflatten", nn.Unflatten(1, [8 * f, 8, 8])),
            ("deconv1", nn.ConvTranspose2d(8 * f, 4 * f, 4, stride: 2, padding: 1)), ("bn1", Norm(4 * f)), ("relu1", nn.ReLU()),
            ("deconv2", nn.ConvTranspose2d(4 * f, 2 * f, 4, stride: 2, padding: 1)), ("bn2", Norm(2 * f)), ("relu2", nn.ReLU()),
            ("deconv3", nn.ConvTranspose2d(2 * f, 1, 4)));
        register_module("encoder", _encoder);
        register_module("decoder", _decoder);
    }

    public override (Tensor Codes, Tensor Images) forward(Tensor input)
    {
        var codes = _encoder.forward(input * 2 - 1); // (N, d)
        return (codes, Decode(codes));
    }

    public Tensor Decode(Tensor codes)
    {
        var full = _decoder.forward(codes); // (N, 1, 35, 35)
        return sigmoid(full[.., .., 1..^2, 1..^2]); // TensorFlow's "same": crop 1 before, 2 after
    }

    public Sequential Encoder => _encoder;

    public Sequential Decoder => _decoder;

    static BatchNorm2d Norm(int channels) => nn.BatchNorm2d(channels, eps: 1e-3, momentum: 0.01);
}
