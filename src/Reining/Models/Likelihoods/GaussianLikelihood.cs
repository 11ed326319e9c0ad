using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// N(x; x̂, diag σ²) with x̂ = sigmoid of the decoder's output and a learned σ: one for all pixels (Rybkin, Daniilidis, Levine,
/// "Simple and effective VAE training with calibrated decoders", ICML 2021), or one for each pixel.
/// </summary>
/// <remarks>
/// The shared σ is a trained parameter, not the closed-form optimum of each batch, so that the loss of an image depends on no other
/// image and evidence has one meaning after training.
/// </remarks>
/// <param name="Scale">One σ, or one for each pixel.</param>
public sealed record GaussianLikelihood(LearnedScale Scale = LearnedScale.Shared) : Likelihood
{
    /// <summary>σ before training (plus the least), above 0.</summary>
    public double StartSigma { get; init => field = Options.Positive(value, nameof(StartSigma)); } = 0.3;

    /// <summary>
    /// Bound from below on σ, above 0: by default half a gray level. It decides how much always-black pixels are worth, so it is to be
    /// stated with per-pixel results.
    /// </summary>
    public double LeastSigma { get; init => field = Options.Positive(value, nameof(LeastSigma)); } = 0.5 / 255;

    /// <inheritdoc/>
    public override string Name => Scale == LearnedScale.Shared ? "Gaussian, learned σ" : "Gaussian, σ per pixel";

    /// <inheritdoc/>
    public override LikelihoodSupport Support => LikelihoodSupport.Density;

    /// <inheritdoc/>
    public override bool HasSharedScale => Scale == LearnedScale.Shared;

    /// <inheritdoc/>
    public override int DecoderChannels(int imageChannels) => ScaleChannels.Of(Scale, imageChannels);

    /// <summary>log σ, (N, C, S, S).</summary>
    public Tensor LogSigma(Tensor parameters) => ScaleChannels.LogScale(parameters, StartSigma, LeastSigma);

    /// <inheritdoc/>
    public override Tensor NegativeLog(Tensor images, Tensor parameters)
    {
        var logSigma = LogSigma(parameters);
        var standardized = (images - Mean(parameters)) * (-logSigma).exp();
        return PerImage(0.5 * standardized.square() + logSigma + 0.5 * Math.Log(2 * Math.PI));
    }

    /// <inheritdoc/>
    public override Tensor Mean(Tensor parameters) => sigmoid(ScaleChannels.Location(parameters));

    /// <inheritdoc/>
    public override Tensor Sample(Tensor parameters, Generator random)
    {
        var mean = Mean(parameters);
        return mean + LogSigma(parameters).exp() * Devices.Normal(mean, random);
    }
}
