using Reining.Models;
using static TorchSharp.torch;

namespace Reining.Chapters.Rae;

/// <summary>A row of the chapter's table: a model with the sheet's canonical MNIST weights (rae.md §2.3).</summary>
public sealed class RaeModel
{
    readonly Func<ConvNetOptions, Generator, Autoencoder> _make;

    RaeModel(string name, object weights, Func<ConvNetOptions, Generator, Autoencoder> make) => (Name, Weights, _make) = (name, weights, make);

    /// <summary>Name in tables and figures.</summary>
    public string Name { get; }

    /// <summary>Weights of the loss, for the run's <c>config.json</c>.</summary>
    public object Weights { get; }

    /// <summary>Whether the thesis draws its "N" samples from N(0, I) rather than from a Gaussian fitted to the codes.</summary>
    public bool HasAssumedPrior => Name == "VAE";

    /// <summary>The models, in the order of the table.</summary>
    public static IReadOnlyList<RaeModel> All { get; } =
    [
        new("VAE", new { KlWeight = 0.312 }, (net, random) => new Vae(new VaeOptions(net, 0.312), random)),
        Deterministic("AE", 0),
        Deterministic("RAE", 0.064),
        Deterministic("RAE-L2", 0.0128, DecoderRegularizer.L2, 1.02e-4),
        // The weight is the canonical one of the author's penalty; the paper's own was not seen.
        Deterministic("RAE-GP", 0.0128, DecoderRegularizer.GradientPenalty, 3.2e-6),
        Deterministic("RAE-SN", 1.152, DecoderRegularizer.SpectralNorm),
    ];

    /// <summary>The model of a name.</summary>
    /// <exception cref="ArgumentException">No such model; the message lists them.</exception>
    public static RaeModel Named(string name) => All.FirstOrDefault(m => m.Name == name)
        ?? throw new ArgumentException($"Model: expected one of {string.Join(", ", All.Select(m => m.Name))}, got '{name}'.");

    /// <summary>Makes the model with fresh weights.</summary>
    public Autoencoder Make(ConvNetOptions net, Generator random) => _make(net, random);

    static RaeModel Deterministic(string name, double latent, DecoderRegularizer regularizer = DecoderRegularizer.None, double weight = 0) => new(
        name, new { LatentWeight = latent, Regularizer = regularizer, RegularizerWeight = weight },
        (net, random) => new RegularizedAutoencoder(new RegularizedAutoencoderOptions(net, latent, regularizer, weight), random));
}
