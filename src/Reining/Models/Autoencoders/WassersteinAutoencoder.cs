using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// Wasserstein autoencoder with the kernel distance, WAE-MMD (Tolstikhin, Bousquet, Gelly, Schölkopf, ICLR 2018) as the chapter
/// trains it; fact sheet rae.md §2.
/// <code>
/// L = ‖x − D(z)‖² + λ·MMD(E(x), N(0, I)),   z = E(x)
/// </code>
/// The distance is that of <see cref="MaximumMeanDiscrepancy"/>, between a batch of codes and as many draws of the prior; a batch
/// needs at least two images. The author's MNIST and CIFAR-10 nets reduce squared errors by means, his CelebA net by 0.05 times
/// the sum: the canonical λ is his, divided by that factor.
/// </summary>
public sealed class WassersteinAutoencoder : Autoencoder
{
    /// <summary>What was asked for.</summary>
    public WassersteinAutoencoderOptions Settings { get; }

    /// <summary>Makes the model.</summary>
    /// <param name="options">Nets and weights.</param>
    /// <param name="generator">Random numbers for the initial weights.</param>
    public WassersteinAutoencoder(WassersteinAutoencoderOptions options, Generator generator)
        : base(nameof(WassersteinAutoencoder), options.Net, generator, likelihood: options.Likelihood) => Settings = options;

    /// <inheritdoc/>
    public override LossTerms Loss(Tensor images, Generator random)
    {
        var z = Encode(Perturbed(images, random)); // (N, d)
        var prior = Devices.Normal(z, random); // (N, d)

        var reconstruction = Reconstruction(images, Output(z), Settings.Reduction);
        var latent = MaximumMeanDiscrepancy.InverseMultiquadratic(z, prior) * Settings.DiscrepancyWeight;
        return LossTerms.Sum(("reconstruction", reconstruction), ("latent", latent));
    }

    Tensor Perturbed(Tensor images, Generator random) => training && Settings.EncoderNoise > 0
        ? images + (Devices.Normal(images, random) * Settings.EncoderNoise).clamp(-Settings.EncoderNoise, Settings.EncoderNoise)
        : images;
}
