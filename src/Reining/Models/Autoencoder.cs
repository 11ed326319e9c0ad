using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>What every autoencoder of the chapter offers: codes of images, images of codes, and a training loss.</summary>
public abstract class Autoencoder : Module
{
    /// <summary>Sizes of the nets.</summary>
    public ConvNetOptions Net { get; }

    /// <summary>Images (N, C, S, S) in [0, 1] to codes (N, d).</summary>
    protected ConvEncoder Encoder { get; }

    /// <summary>Codes (N, d) to images (N, C, S, S).</summary>
    protected ConvDecoder Decoder { get; }

    /// <summary>Makes the nets.</summary>
    protected Autoencoder(
        string name, ConvNetOptions net, Generator generator, bool normalizeEncoder = false, bool normalizeDecoder = false, bool channelsLast = true) : base(name)
    {
        Net = net;
        Encoder = Add("encoder", new ConvEncoder(net, generator, normalizeEncoder));
        Decoder = Add("decoder", new ConvDecoder(net, generator, normalizeDecoder, channelsLast));
    }

    /// <summary>Codes (N, d) of images (N, C, S, S); for a stochastic encoder its means.</summary>
    public Tensor Encode(Tensor images) => Encoder.forward(images);

    /// <summary>Images (N, C, S, S) in (0, 1) of codes (N, d).</summary>
    public Tensor Decode(Tensor codes) => Decoder.forward(codes);

    /// <summary>The training objective of one batch.</summary>
    /// <param name="images">(N, C, S, S) in [0, 1].</param>
    /// <param name="random">Random numbers for models that sample while training.</param>
    public abstract LossTerms Loss(Tensor images, Generator random);

    /// <summary>Reconstructions (N, C, S, S).</summary>
    protected override Tensor Compute(Tensor input) => Decode(Encode(input));

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) => Shape.Expect(input, GetName(), -1, Net.Channels, Net.Side, Net.Side);

    /// <summary>‖x − x̂‖² of each image, then the mean over the batch; with <see cref="PixelReduction.Mean"/> divided by the number of pixels.</summary>
    protected Tensor Reconstruction(Tensor images, Tensor reconstructions, PixelReduction reduction)
    {
        var perBatch = (images - reconstructions).square().sum() / images.shape[0];
        return reduction == PixelReduction.Sum ? perBatch : perBatch / Net.Pixels;
    }

    /// <summary>Draws of N(0, 1) in the shape, type and place of a tensor.</summary>
    protected static Tensor Noise(Tensor like, Generator random) =>
        randn(like.shape, dtype: like.dtype, device: random.device, generator: random).to(like.device);
}
