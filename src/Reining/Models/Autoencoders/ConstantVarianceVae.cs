using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// Constant-variance variational autoencoder, CV-VAE (Ghosh et al., ICLR 2020, §3); fact sheet rae.md §2.
/// <code>
/// L = ‖x − D(z)‖² + w·½‖μ‖²,   z = μ + σε,   ε ~ N(0, I), one sample
/// </code>
/// σ is one constant for all images and dimensions, so that of KL(N(μ, σ²I) ‖ N(0, I)) = ½‖μ‖² + ½d(σ² − 1 − log σ²) only the
/// first part can be trained; the constant is left out of the loss. The paper writes ‖μ‖² without the ½, the author's code has it.
/// Codes are the means μ; noise is on the codes in evaluation too, as the loss is an expectation over it.
/// </summary>
public sealed class ConstantVarianceVae : Autoencoder
{
    /// <summary>What was asked for.</summary>
    public ConstantVarianceVaeOptions Settings { get; }

    /// <summary>Makes the model.</summary>
    /// <param name="options">Nets, weight and σ.</param>
    /// <param name="generator">Random numbers for the initial weights.</param>
    public ConstantVarianceVae(ConstantVarianceVaeOptions options, Generator generator)
        : base(nameof(ConstantVarianceVae), options.Net, generator, likelihood: options.Likelihood) => Settings = options;

    /// <inheritdoc/>
    public override bool IsStochastic => true;

    /// <inheritdoc/>
    public override Tensor DrawCodes(Tensor images, Generator random) => Draw(Encode(images), random);

    Tensor Draw(Tensor mu, Generator random) => mu + Settings.Sigma * Devices.Normal(mu, random); // (N, d)

    /// <inheritdoc/>
    public override LossTerms Loss(Tensor images, Generator random)
    {
        var mu = Encode(images); // (N, d)
        var z = Draw(mu, random);

        var reconstruction = Reconstruction(images, Output(z), Settings.Reduction);
        var latent = mu.square().sum() * (0.5 * Settings.LatentWeight / mu.shape[0]);
        return LossTerms.Sum(("reconstruction", reconstruction), ("latent", latent));
    }
}
