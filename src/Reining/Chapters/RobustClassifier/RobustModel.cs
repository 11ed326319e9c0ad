using Reining.Models;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Chapters.RobustClassifier;

/// <summary>A system of the chapter: a net, its loss, and the selective classifier that it becomes.</summary>
/// <param name="Name">What tables call it; in small letters with dashes its identifier.</param>
/// <param name="Make">The net with fresh weights.</param>
/// <param name="Loss">Of a batch.</param>
/// <param name="Classifier">Of the trained net; not yet calibrated.</param>
public sealed record RobustModel(
    string Name, Func<Generator, nn.Module> Make, Func<nn.Module, RobustBatch, Generator, LossTerms> Loss,
    Func<nn.Module, SelectiveClassifier> Classifier)
{
    /// <summary>The test of a net by its softmax: one less the probability of the class.</summary>
    public const string Confidence = "confidence";

    /// <summary>Identifier in measurements and run folders.</summary>
    public string Id => IdOf(Name);

    internal static string IdOf(string name) => name.ToLowerInvariant().Replace(", ", "-").Replace(' ', '-');

    /// <summary>What it is, in a sentence for readers.</summary>
    public string About { get; init; } = "";

    /// <summary>Training digits with labels; 0 for all.</summary>
    public int Labels { get; init; }

    /// <summary>The thesis's classifier. λ = 1000: tight clusters are what keeps single steps out (fact sheet robust-gmvae.md
    /// §8.2).</summary>
    public static RobustModel Mixture { get; } = OfMixture("GM-VAE", new(new())) with
    {
        About = "the thesis's classifier: nearest clump, both tests",
    };

    /// <summary>The same on the code of a deterministic autoencoder: no noise, as the thesis frames it.</summary>
    public static RobustModel Deterministic { get; } = OfMixture("GM-AE", new(new()) { NoiseVariance = 0 }) with
    {
        About = "the same, trained without noise on codes",
    };

    /// <summary>With a style code of eight dimensions beside the class, so that reconstructions of a class may differ (C5).</summary>
    public static RobustModel Style { get; } = OfMixture("GM-VAE, style", new(new()) { StyleSize = 8 }) with
    {
        About = "a second code tells the style, so that two digits of one class need not look alike",
    };

    /// <summary>Loose clusters.</summary>
    public static RobustModel Loose { get; } = OfMixture("GM-VAE, weight 10", new(new(), ClusterWeight: 10)) with
    {
        About = "the pull towards the class is a hundredth: wide clumps",
    };

    /// <summary>A thousand digits with labels, the others without.</summary>
    public static RobustModel ManyLabels { get; } = Mixture with
    {
        Name = "GM-VAE, 1000 labels",
        About = "only so many training digits have a label",
        Labels = 1_000,
    };

    /// <summary>A hundred digits with labels.</summary>
    public static RobustModel FewLabels { get; } = ManyLabels with { Name = "GM-VAE, 100 labels", Labels = 100 };

    /// <summary>Trained on digits that an attack made look like another class to encoder and decoder: would that make it hold?</summary>
    public static RobustModel Hardened { get; } =
        Mixture with
        {
            Name = "GM-VAE, adversarial training",
            About = "trained on digits changed until encoder and decoder took them for another class",
            Loss = AdversarialTraining.MixtureLoss,
        };

    /// <summary>The encoder's net with a softmax, tested by its confidence.</summary>
    public static RobustModel Plain { get; } = new(
        "CNN", MakeNet, (net, batch, _) => new LossTerms(F.cross_entropy(((StridedNet)net).forward(batch.Images), batch.Labels)), OfNet)
    {
        About = "the encoder's net as a plain classifier, tested by its confidence",
    };

    /// <summary>The same, trained on attacked digits (Madry et al. 2018).</summary>
    public static RobustModel Adversarial { get; } = new("CNN, adversarial training", MakeNet, AdversarialTraining.Loss, OfNet)
    {
        About = "the plain classifier, trained on attacked digits",
    };

    /// <summary>The plain net on a thousand labels: it has no use for the other digits.</summary>
    public static RobustModel PlainFew { get; } = Plain with
    {
        Name = "CNN, 1000 labels",
        About = "the plain classifier, trained on so many digits alone",
        Labels = 1_000,
    };

    /// <summary>The plain net behind a threshold at ½ in every pixel, a defense by itself in L∞ (fact sheet robust-gmvae.md §7.1). Its
    /// gradient is passed straight through the step.</summary>
    public static RobustModel Binarized { get; } = Plain with
    {
        Name = "CNN, binarized input",
        About = "turns each pixel black or white before it looks",
        Loss = (net, batch, _) => new LossTerms(F.cross_entropy(((StridedNet)net).forward(Binary(batch.Images)), batch.Labels)),
        Classifier = net => OfScores(x => ((StridedNet)net).forward(x + (Binary(x) - x).detach())),
    };

    /// <summary>All systems.</summary>
    public static IReadOnlyList<RobustModel> All { get; } =
        [Mixture, Deterministic, Style, Loose, ManyLabels, FewLabels, Plain, PlainFew, Binarized, Adversarial, Hardened];

    static RobustModel OfMixture(string name, GaussianMixtureVaeOptions options) => new(
        name, random => new GaussianMixtureVae(options, random), MixtureLoss, net => MixtureClassifier.Of((GaussianMixtureVae)net));

    // The mean of both streams; the labeled one alone for the first tenth, or components swap (fact sheet robust-gmvae.md §2.2).
    static LossTerms MixtureLoss(nn.Module net, RobustBatch batch, Generator random)
    {
        var model = (GaussianMixtureVae)net;
        var labeled = model.LabeledLoss(batch.Images, batch.Labels, random);
        if (batch.Unlabeled is null || batch.Progress < 0.1)
            return labeled;
        return LossTerms.Sum(("labeled", labeled.Total), ("unlabeled", model.UnlabeledLoss(batch.Unlabeled, random).Total));
    }

    static StridedNet MakeNet(Generator random) => new(new(), 10, random);

    static Tensor Binary(Tensor images) => (images > 0.5).to(images.dtype);

    static SelectiveClassifier OfNet(nn.Module net) => OfScores(((StridedNet)net).forward);

    static SelectiveClassifier OfScores(Func<Tensor, Tensor> function) => new(images =>
    {
        var scores = function(images); // (B, K)
        return (scores, (1 - scores.softmax(1)).unsqueeze(1));
    }, Confidence);
}
