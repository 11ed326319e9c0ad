using Reining.Attacks;
using Reining.Data;
using Reining.Models;
using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>A rule that decides and rejects in another way, on a net that a system of the chapter has trained.</summary>
/// <param name="Name">What tables call it; in small letters with dashes its identifier.</param>
/// <param name="System">Whose net it uses.</param>
/// <param name="Classifier">Of the trained net and the training digits; not yet calibrated.</param>
public sealed record ClassifierRival(
    string Name, RobustModel System, Func<nn.Module, LabeledImages, SelectiveClassifier> Classifier)
{
    const double Radius = 0.1;
    const int SearchSteps = 10, DecoderSteps = 20, Neighbors = 5_000;

    /// <summary>What it is, in a sentence for readers.</summary>
    public string About { get; init; } = "";

    /// <summary>Identifier in measurements and run folders.</summary>
    public string Id => RobustModel.IdOf(Name);

    /// <summary>How much an attack costs beside one on a plain net: so many times fewer steps and digits.</summary>
    public int Cost { get; init; } = 1;

    /// <summary>How many digits it is attacked on.</summary>
    internal int Digits(RobustProfile profile) => Math.Max(2, profile.FewerImages / Cost);

    /// <summary>The plain net that rejects where a small change would change its answer (CPR; Chen et al. 2023, anchor §1.7).</summary>
    public static ClassifierRival Consistent { get; } = new("CNN, consistent", RobustModel.Plain, OfConsistency)
    {
        About = "rejects a digit if a small change would change the plain classifier's answer",
        Cost = 2,
    };

    /// <summary>The same on the net trained on attacked digits: the row that a selective classifier must beat.</summary>
    public static ClassifierRival RobustConsistent { get; } = Consistent with
    {
        Name = "CNN, adversarial training, consistent",
        About = "the same rule on the classifier that was trained on attacked digits",
        System = RobustModel.Adversarial,
    };

    /// <summary>The class of the nearest training digit, tested by its distance.</summary>
    public static ClassifierRival Nearest { get; } = new(
        "nearest neighbor", RobustModel.Plain, (_, train) => OfNeighbors(train))
    {
        About = "the class of the nearest training digit, tested by its distance",
        Cost = 2,
    };

    /// <summary>The mixture's decoder alone, without its encoder: the class whose best decoded image is nearest, tested by that distance
    /// (Schott et al. 2019; fact sheet robust-gmvae.md §7.4).</summary>
    public static ClassifierRival DecoderAlone { get; } = new(
        "GM-VAE, decoder alone", RobustModel.Mixture, (net, _) => OfDecoder((GaussianMixtureVae)net))
    {
        About = "no encoder: every class searches for its best image, the nearest one wins",
        Cost = 5,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ClassifierRival> All { get; } = [Consistent, RobustConsistent, Nearest, DecoderAlone];

    // What the softmax says of each class at the least certain image of a small ball. Attacks pass its gradient straight through the
    // search.
    static SelectiveClassifier OfConsistency(nn.Module net, LabeledImages train)
    {
        var forward = ((StridedNet)net).forward;
        var search = HingeAttack.Steps(SearchSteps) with { Loss = AttackLoss.Margin, LeaveBroken = false };
        var ball = new ThreatModel(PerturbationNorm.LInfinity, Radius);
        return new(images =>
        {
            var scores = forward(images);
            var found = search.Attack(new AttackedModel(forward), images.detach(), new Untargeted(scores.detach().argmax(1)), ball).Images;
            var moved = images + (found - images).detach();
            return (scores, (1 - forward(moved).softmax(1)).unsqueeze(1));
        }, "consistency");
    }

    static SelectiveClassifier OfNeighbors(LabeledImages train)
    {
        var (images, labels) = RobustData.Tensors(train.Take(Math.Min(Neighbors, train.Count)));
        var order = labels.argsort(); // by class
        var (points, classes) = (images.flatten(1).index_select(0, order), labels.index_select(0, order));
        var counts = Enumerable.Range(0, 10).Select(k => (classes == k).sum().item<long>()).ToArray();
        var lengths = points.square().sum(1); // (M,)
        return new(x =>
        {
            var flat = x.flatten(1);
            var squared = flat.square().sum(1, keepdim: true) + lengths - 2 * flat.mm(points.t()); // (B, M)
            var nearest = stack([.. squared.split(counts, 1).Select(s => s.amin([1]))], 1); // (B, K)
            return (-nearest, nearest.clamp(min: 1e-12).sqrt().unsqueeze(1));
        }, "distance");
    }

    static SelectiveClassifier OfDecoder(GaussianMixtureVae model)
    {
        var search = new Reclassifier(model, model.Settings.ClusterWeight) { Steps = DecoderSteps };
        return new(images =>
        {
            var objectives = search.OfClasses(images); // (B, K)
            return (-objectives, objectives.clamp(min: 1e-12).sqrt().unsqueeze(1));
        }, "objective");
    }
}
