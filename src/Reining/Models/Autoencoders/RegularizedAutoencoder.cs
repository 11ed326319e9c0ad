using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>
/// Regularized autoencoder, RAE. Paper: Ghosh, Sajjadi, Vergari, Black, Schölkopf, "From Variational to Deterministic
/// Autoencoders", ICLR 2020 (the thesis's chapter on deterministic autoencoders); fact sheet rae.md §2.
/// <code>
/// L = ‖x − D(E(x))‖² + b·½‖z‖² + λ·L_REG,   z = E(x)
/// L_REG = ‖θ_D‖² (L2)   or   ‖∇_z D(E(x))‖² (GP)   or none, with D's weights spectrally normalized (SN)
/// </code>
/// Differences to the author's code, which reduces by means and so has other numbers for the same weights: L2 takes all
/// decoder kernels (the code's MNIST net leaves out the first linear layer); the gradient penalty is the Jacobian's norm (the
/// code differentiates Σx̂²; the pythae library differentiates Σx̂ with respect to the image x); spectral normalization is on
/// the decoder only (the code's configurations normalize the encoder too), and a transposed convolution's weight is seen as PyTorch does,
/// outputs by everything else (the code: inputs by everything else, whose largest singular value is smaller, by a factor of 2 to 3 in the
/// last layer). Of the code's variants all but the last are options. As everywhere, the
/// penalty is taken in training mode, so batch normalization ties the images of a batch together in it.
/// </summary>
public sealed class RegularizedAutoencoder : Autoencoder
{
    /// <summary>What was asked for.</summary>
    public RegularizedAutoencoderOptions Settings { get; }

    /// <summary>Makes the model.</summary>
    /// <param name="options">Nets and weights.</param>
    /// <param name="generator">Random numbers for the initial weights.</param>
    public RegularizedAutoencoder(RegularizedAutoencoderOptions options, Generator generator) : base(
        nameof(RegularizedAutoencoder), options.Net, generator,
        normalizeEncoder: options is { Regularizer: DecoderRegularizer.SpectralNorm, NormalizeEncoder: true },
        normalizeDecoder: options.Regularizer == DecoderRegularizer.SpectralNorm,
        channelsLast: options.Regularizer != DecoderRegularizer.GradientPenalty, likelihood: options.Likelihood) => Settings = options;

    /// <inheritdoc/>
    public override LossTerms Loss(Tensor images, Generator random)
    {
        var z = Encode(images); // (N, d)
        var output = Output(z); // (N, C, S, S), or a likelihood's parameters

        var reconstruction = Reconstruction(images, output, Settings.Reduction);
        var latent = Settings.LatentWeight > 0 ? z.square().sum() * (0.5 * Settings.LatentWeight / z.shape[0]) : null;
        var regularizer = Settings.RegularizerWeight > 0 ? Regularizer(z, output, random) : null;

        return LossTerms.Sum(("reconstruction", reconstruction), ("latent", latent), ("regularizer", regularizer));
    }

    Tensor? Regularizer(Tensor z, Tensor output, Generator random) => Settings.Regularizer switch
    {
        DecoderRegularizer.L2 =>
            Decoder.Kernels.Skip(Settings.PenalizeDense ? 0 : 1).Select(w => w.square().sum()).Aggregate((a, b) => a + b) *
                Settings.RegularizerWeight,
        // Evaluation (validation loss) runs without a graph, in which there is no gradient to penalize.
        DecoderRegularizer.GradientPenalty when is_grad_enabled() => GradientPenalty(z, Image(output), random) * Settings.RegularizerWeight,
        _ => null,
    };

    /// <summary>Mean over the batch of ‖∂ …/∂z‖², differentiable.</summary>
    Tensor GradientPenalty(Tensor z, Tensor reconstructed, Generator random)
    {
        var output = Settings.GradientPenalty == GradientPenaltyForm.SquaredOutput
            ? reconstructed.square().sum()
            : (reconstructed * Signs(reconstructed, random)).sum();
        var gradient = Gradients.Differentiable(output, z, nameof(RegularizedAutoencoder)); // (N, d)
        return gradient.square().sum() / z.shape[0];
    }

    static Tensor Signs(Tensor like, Generator random) =>
        Devices.Send(
            (rand(like.shape, dtype: like.dtype, device: random.device, generator: random) < 0.5).to(like.dtype).mul(2).sub(1),
            like.device);
}
