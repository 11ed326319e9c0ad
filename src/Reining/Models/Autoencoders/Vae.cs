using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// Variational autoencoder (Kingma and Welling 2014) as the chapter trains it; fact sheet rae.md §2.
/// <code>
/// L = ‖x − D(μ + σ⊙ε)‖² + w·KL,   ε ~ N(0, I), one sample
/// KL = ½ Σ_j (σ_j² + μ_j² − 1 − log σ_j²),   log σ = 5·tanh(W h + b)
/// </code>
/// or, with a <see cref="VaeOptions.Likelihood"/>, L = −log p(x|z) + w·KL, at w = 1 the negative evidence bound. The paper's text has
/// signs of this KL wrong; the formula here is the correct one and the code's. Codes are the means μ.
/// </summary>
public sealed class Vae : Autoencoder
{
    const double LogSigmaBound = 5;
    readonly Linear _logSigma;

    /// <summary>What was asked for.</summary>
    public VaeOptions Settings { get; }

    /// <summary>Makes the model.</summary>
    /// <param name="options">Nets and weights.</param>
    /// <param name="generator">Random numbers for the initial weights.</param>
    public Vae(VaeOptions options, Generator generator) : base(nameof(Vae), options.Net, generator, likelihood: options.Likelihood)
    {
        Settings = options;
        _logSigma = Add("log_sigma", new Linear(Encoder.FeatureSize, options.Net.LatentSize, generator));
    }

    /// <summary>p(x|z) of the evidence: the likelihood, or the fixed Gaussian that squared error and KL weight stand for.</summary>
    public Likelihood EvidenceLikelihood => Likelihood
        ?? FixedGaussianLikelihood.OfKlWeight(Settings.KlWeight * (Settings.Reduction == PixelReduction.Mean ? Settings.Net.Pixels : 1));

    /// <summary>Mean and log standard deviation, each (N, d), of q(z|x) for images (N, C, S, S) on any device.</summary>
    public (Tensor Mu, Tensor LogSigma) Posterior(Tensor images)
    {
        var h = Encoder.Features(Devices.Send(images, Encoder.Device)); // (N, 8f·(S/16)²)
        return (Encoder.Codes(h), tanh(_logSigma.forward(h).to(Encoder.Type)) * LogSigmaBound); // (N, d) each
    }

    /// <inheritdoc/>
    public override bool IsStochastic => true;

    /// <inheritdoc/>
    public override Tensor DrawCodes(Tensor images, Generator random)
    {
        var (mu, logSigma) = Posterior(images);
        return Draw(mu, logSigma, random);
    }

    static Tensor Draw(Tensor mu, Tensor logSigma, Generator random) => mu + logSigma.exp() * Devices.Normal(mu, random); // (N, d)

    /// <summary>KL(N(μ, diag σ²) ‖ N(0, I)) of each row, (N).</summary>
    public static Tensor KullbackLeibler(Tensor mu, Tensor logSigma) =>
        ((2 * logSigma).exp() + mu.square() - 1 - 2 * logSigma).sum(1) * 0.5;

    /// <inheritdoc/>
    public override LossTerms Loss(Tensor images, Generator random)
    {
        var (mu, logSigma) = Posterior(images);
        var z = Draw(mu, logSigma, random);

        var target = Settings.Dequantize ? Dequantization.Apply(images, random) : images;
        var reconstruction = Reconstruction(target, Output(z), Settings.Reduction);
        var latent = KullbackLeibler(mu, logSigma).mean() * Settings.KlWeight;
        return LossTerms.Sum(("reconstruction", reconstruction), ("latent", latent));
    }
}
