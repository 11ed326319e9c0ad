using Reining.Bench.Autoencoders;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Reining.Bench.VaeStep;

/// <summary>The variational autoencoder as a user of TorchSharp writes it.</summary>
sealed class PlainVae : nn.Module<Tensor, Tensor, (Tensor Mu, Tensor LogSigma, Tensor Images)>
{
    readonly Sequential encoder, decoder;
    readonly Linear log_sigma;

    public PlainVae(int f, int latent) : base(nameof(PlainVae))
    {
        var nets = new PlainAutoencoder(f, latent);
        (encoder, decoder) = (nets.Encoder, nets.Decoder);
        log_sigma = nn.Linear(8 * f * 2 * 2, latent);
        RegisterComponents();
    }

    public override (Tensor Mu, Tensor LogSigma, Tensor Images) forward(Tensor input, Tensor noise)
    {
        var h = input * 2 - 1;
        var layers = encoder.children().Cast<nn.Module<Tensor, Tensor>>().ToList();
        foreach (var layer in layers.SkipLast(1))
            h = layer.forward(h); // at last (N, 8f·4)
        var (mu, logSigma) = (layers[^1].forward(h), tanh(log_sigma.forward(h)) * 5); // (N, d) each
        var full = decoder.forward(mu + logSigma.exp() * noise); // (N, 1, 35, 35)
        return (mu, logSigma, sigmoid(full[.., .., 1..^2, 1..^2]));
    }
}
