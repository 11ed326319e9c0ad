using Reining.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>What every autoencoder of the chapter offers: codes of images, images of codes, and a training loss.</summary>
public abstract class Autoencoder : Module
{
    /// <summary>Adam moves a parameter by about its learning rate a step: a lone log scale would take thousands of them.</summary>
    const double ScaleGain = 5;

    readonly Parameter? _scale;

    /// <summary>Sizes of the nets.</summary>
    public ConvNetOptions Net { get; }

    /// <summary>Images (N, C, S, S) in [0, 1] to codes (N, d).</summary>
    protected ConvEncoder Encoder { get; }

    /// <summary>Codes (N, d) to images (N, C, S, S).</summary>
    protected ConvDecoder Decoder { get; }

    /// <summary>What the decoder's output says about an image; null for the chapter's squared error.</summary>
    public Likelihood? Likelihood { get; }

    /// <summary>Makes the nets.</summary>
    protected Autoencoder(
        string name, ConvNetOptions net, Generator generator, bool normalizeEncoder = false, bool normalizeDecoder = false,
        bool channelsLast = true,
        Likelihood? likelihood = null) : base(name)
    {
        (Net, Likelihood) = (net, likelihood);
        Encoder = Add("encoder", new ConvEncoder(net, generator, normalizeEncoder));
        Decoder =
            Add("decoder", new ConvDecoder(net, generator, normalizeDecoder, channelsLast, likelihood?.DecoderChannels(net.Channels)));
        if (likelihood is { HasSharedScale: true })
            _scale = AddParameter("likelihood_scale", zeros(1));
    }

    /// <summary>Codes (N, d) of images (N, C, S, S) on any device; for a stochastic encoder its means. On the model's device.</summary>
    public Tensor Encode(Tensor images) => Encoder.forward(Devices.Send(images, Encoder.Device));

    /// <summary>Whether the encoder is a distribution q(z|x), from which training draws.</summary>
    public virtual bool IsStochastic => false;

    /// <summary>One draw (N, d) of q(z|x) for each of the images; of a deterministic encoder the codes.</summary>
    /// <param name="images">(N, C, S, S) on any device.</param>
    /// <param name="random">Random numbers for the draws.</param>
    public virtual Tensor DrawCodes(Tensor images, Generator random) => Encode(images);

    /// <summary>Images (N, C, S, S) in (0, 1) of codes (N, d) on any device. On the model's device.</summary>
    public Tensor Decode(Tensor codes) => Image(Output(codes));

    /// <summary>
    /// Parameters (N, P, S, S) of p(x|z) for codes (N, d) on any device: the decoder's raw channels, then the shared scale if there is one.
    /// Without a likelihood, what the sigmoid is taken of.
    /// </summary>
    public Tensor LikelihoodParameters(Tensor codes)
    {
        var raw = Decoder.Raw(Devices.Send(codes, Encoder.Device)); // (N, P or C, S, S)
        return _scale is null ? raw : cat([raw, (ScaleGain * _scale).view(1, 1, 1, 1).expand_as(raw)], 1);
    }

    /// <summary>What a loss is taken of: the likelihood's parameters, or without a likelihood the images.</summary>
    protected Tensor Output(Tensor codes) =>
        Likelihood is null ? Decoder.forward(Devices.Send(codes, Encoder.Device)) : LikelihoodParameters(codes);

    /// <summary>Images (N, C, S, S) of an <see cref="Output"/>.</summary>
    protected Tensor Image(Tensor output) => Likelihood is null ? output : Likelihood.Mean(output);

    /// <summary>The training objective of one batch.</summary>
    /// <param name="images">(N, C, S, S) in [0, 1].</param>
    /// <param name="random">Random numbers for models that sample while training.</param>
    public abstract LossTerms Loss(Tensor images, Generator random);

    /// <summary>Reconstructions (N, C, S, S).</summary>
    protected override Tensor Compute(Tensor input) => Decode(Encode(input));

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) => Shape.Expect(input, GetName(), -1, Net.Channels, Net.Side, Net.Side);

    /// <summary>
    /// ‖x − x̂‖² of each image, or −log p(x|z) if there is a likelihood, then the mean over the batch; with
    /// <see cref="PixelReduction.Mean"/> divided by the number of pixels.
    /// </summary>
    protected Tensor Reconstruction(Tensor images, Tensor output, PixelReduction reduction)
    {
        var perBatch = Likelihood is null
            ? (images - output).square().sum() / images.shape[0]
            : Likelihood.NegativeLog(images, output).mean();
        return reduction == PixelReduction.Sum ? perBatch : perBatch / Net.Pixels;
    }
}
