using Reining.Bench.Autoencoders;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Reining.Bench.VaeStep;

/// <summary>The variational autoencoder as a user of TorchSharp writes it.</summary>
sealed class PlainVae : nn.Module<Tensor, Tensor, (Tensor Mu, Tensor LogSigma, Tensor Images)>
{
    readonly Sequential _encoder, _decoder;
    readonly Linear _logSigma;

    public PlainVae(int f, int latent) : base(nameof(PlainVae))
    {
        var nets = new PlainAutoencoder(f, latent);
        (_encoder, _decoder) = (nets.Encoder, nets.Decoder);
        _logSigma = nn.Linear(8 * f * 2 * 2, latent);
        register_module("encoder", _encoder);
        register_module("decoder", _decoder);
        register_module("log_sigma", _logSigma);
    }

    public override (Tensor Mu, Tensor LogSigma, Tensor Images) forward(Tensor input, Tensor noise)
    {
        var h = input * 2 - 1;
        var layers = _encoder.children().Cast<nn.Module<Tensor, Tensor>>().ToList();
        foreach (var layer in layers.SkipLast(1))
            h = layer.forward(h); // at last (N, 8f·4)
        var (mu, logSigma) = (layers[^1].forward(h), tanh(_logSigma.forward(h)) * 5); // (N, d) each
        var full = _decoder.forward(mu + logSigma.exp() * noise); // (N, 1, 35, 35)
        return (mu, logSigma, sigmoid(full[.., .., 1..^2, 1..^2]));
    }
}
