using Reining.Models;
using static TorchSharp.torch;

namespace Reining.Chapters.Autoencoders;

/// <summary>
/// A row of the chapter's tables: a model with the sheet's canonical weights (rae.md §2.3), MNIST's where no other set is said.
/// </summary>
public sealed class RaeModel
{
    /// <summary>Identifier of the model whose loss is taken in a classifier's features.</summary>
    internal const string WithFeatures = "vae-features";

    const double FeatureWeight = 0.1;
    static readonly RaeWeights Mnist = RaeWeights.Mnist;
    readonly Func<ConvNetOptions, Generator, Func<Tensor, Tensor>, Autoencoder> _make;

    RaeModel(
        string name, object weights, double authorsRate, string assumedPrior,
        Func<ConvNetOptions, Generator, Func<Tensor, Tensor>, Autoencoder> make) =>
        (Name, Id, Weights, AuthorsRate, AssumedPrior, _make) = (name, IdOf(name), weights, authorsRate, assumedPrior, make);

    /// <summary>Name in tables and figures.</summary>
    public string Name { get; }

    /// <summary>Identifier in measurements and names of run folders.</summary>
    public string Id { get; }

    /// <summary>Weights of the loss, for the run's <c>config.json</c>.</summary>
    public object Weights { get; }

    /// <summary>The author's learning rate over 100 epochs (rae.md §4).</summary>
    public double AuthorsRate { get; }

    /// <summary>Whether the author's loss is a mean over pixels, so that numbers in its units (a plateau's) are D_x times as large
    /// in ours (rae.md §2.2).</summary>
    public bool AveragesPixels { get; private init; }

    /// <summary>What the thesis draws its "N" samples from: a kind of <see cref="RaeImages"/>.</summary>
    public string AssumedPrior { get; }

    /// <summary>The model whose training this one shares: the two-stage VAE is the VAE with a second VAE on its codes.
    /// Null for all others.</summary>
    public RaeModel? FirstStage { get; private init; }

    /// <summary>The models of the thesis's Table 1 and the author's AE-L2, in the order of the tables.</summary>
    public static IReadOnlyList<RaeModel> Table { get; } = MakeTable(Mnist);

    /// <summary>The same models with a data set's weights.</summary>
    internal static IReadOnlyList<RaeModel> TableOf(RaeWeights weights) => weights == Mnist ? Table : MakeTable(weights);

    /// <summary>The missing arm: the VAE with other likelihoods. The table's VAE, with its fixed Gaussian, is the first of them.</summary>
    public static IReadOnlyList<RaeModel> Likelihoods { get; } = [Table[0], .. MakeLikelihoods()];

    /// <summary>All models.</summary>
    public static IReadOnlyList<RaeModel> All { get; } = [.. Table, .. Likelihoods.Skip(1)];

    /// <summary>The model of a name or identifier.</summary>
    /// <exception cref="ArgumentException">No such model; the message lists them.</exception>
    public static RaeModel Named(string name) => All.FirstOrDefault(m => m.Name == name || m.Id == name)
        ?? throw new ArgumentException($"Model: expected one of {string.Join(", ", All.Select(m => m.Name))}, got '{name}'.");

    /// <summary>Makes the model with fresh weights.</summary>
    /// <param name="net">Sizes of the nets.</param>
    /// <param name="random">Random numbers for the weights.</param>
    /// <param name="features">From images to features, for a loss that is taken in them; needed for training only.</param>
    public Autoencoder Make(ConvNetOptions net, Generator random, Func<Tensor, Tensor>? features = null) =>
        _make(net, random, features ?? NoFeatures);

    Tensor NoFeatures(Tensor images) => throw new InvalidOperationException(
        $"{Name}: expected a feature net to take its loss in, got none; pass RaeData.LossFeatures.");

    static string IdOf(string name) => name.ToLowerInvariant().Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-');

    static RaeModel[] MakeTable(RaeWeights weights)
    {
        var vae = new RaeModel(
            "VAE", new { weights.Vae(weights.Net).KlWeight }, 1e-4, RaeImages.StandardNormal,
            (net, random, _) => new Vae(weights.Vae(net), random));
        return
        [
            vae,
            new("CV-VAE", Of(weights.ConstantVarianceVae(weights.Net)), 1e-4, RaeImages.Gaussian,
                (net, random, _) => new ConstantVarianceVae(weights.ConstantVarianceVae(net), random)),
            new("WAE", new { weights.Wae(weights.Net).DiscrepancyWeight }, 1e-3, RaeImages.StandardNormal,
                (net, random, _) => new WassersteinAutoencoder(weights.Wae(net), random)) { AveragesPixels = true },
            new("2sVAE", new { weights.SecondStageKl }, 1e-4, RaeImages.SecondStage, vae._make) { FirstStage = vae },
            Deterministic("AE", weights.Net, net => weights.Ae(net)),
            Deterministic("AE-L2", weights.Net, net => weights.AeWithL2(net)),
            Deterministic("RAE", weights.Net, net => weights.Rae(net)),
            Deterministic("RAE-L2", weights.Net, net => weights.RaeL2(net)),
            Deterministic("RAE-GP", weights.Net, net => weights.RaeGp(net)),
            Deterministic("RAE-SN", weights.Net, net => weights.RaeSn(net)),
        ];
    }

    static object Of(ConstantVarianceVaeOptions options) => new { options.LatentWeight, options.Sigma };

    static IEnumerable<RaeModel> MakeLikelihoods() =>
    [
        Elbo("learned variance", new GaussianLikelihood()),
        Elbo("Laplace", new LaplaceLikelihood()),
        Elbo("Bernoulli", new BernoulliLikelihood()),
        Elbo("continuous Bernoulli", new ContinuousBernoulliLikelihood()),
        Elbo("discretized logistic", new DiscretizedLogisticLikelihood()),
        // The table's loss plus a distance in features; weights ours.
        new("VAE, features", new { Mnist.Vae(Mnist.Net).KlWeight, FeatureWeight, PixelWeight = 1.0 }, 1e-4, RaeImages.StandardNormal,
            (net, random, features) => new Vae(
                Mnist.Vae(net) with
                {
                    Likelihood = new PerceptualLikelihood("a second digit classifier", features, FeatureWeight, pixelWeight: 1)
                },
                random)),
    ];

    static RaeModel Elbo(string name, Likelihood likelihood) => new(
        $"VAE, {name}", new { KlWeight = 1.0, Likelihood = likelihood }, 1e-4, RaeImages.StandardNormal,
        (net, random, _) => new Vae(VaeOptions.Elbo(net, likelihood), random));

    static RaeModel Deterministic(string name, ConvNetOptions full, Func<ConvNetOptions, RegularizedAutoencoderOptions> options) => new(
        name, Of(options(full)), 5e-4, RaeImages.Gaussian, (net, random, _) => new RegularizedAutoencoder(options(net), random))
    { AveragesPixels = true };

    static object Of(RegularizedAutoencoderOptions options) => new { options.LatentWeight, options.Regularizer, options.RegularizerWeight };
}
