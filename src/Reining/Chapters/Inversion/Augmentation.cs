using Reining.Data;
using Reining.Metrics;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Chapters.Inversion;

/// <summary>
/// Whether images that are made again help to train a classifier with few labels: each real image, and variants of it from its code with
/// noise, as long as the code's nearest real neighbor has the same label (fact sheet invgan.md §6.2, E9).
/// </summary>
/// <param name="system">Infers and makes.</param>
/// <param name="data">The digits.</param>
/// <param name="steps">Of a classifier's training.</param>
/// <param name="seed">Of all draws.</param>
public sealed class Augmentation(InversionSystem system, InversionData data, int steps, ulong seed)
{
    /// <summary>Labels of each class.</summary>
    public const int Labels = 10;

    // Variants of an image; the noise as a share of the codes' deviation; draws of which digits have labels.
    const int Variants = 8, Draws = 2;
    const double Noise = 0.3;

    /// <summary>Accuracy on test digits without and with made images, and the share of variants that were kept: means over draws.</summary>
    public (double Without, double With, double Kept) Measure()
    {
        using var scope = NewDisposeScope();
        var rows = Enumerable.Range(0, Draws).Select(Measure).ToList();
        return (rows.Average(r => r.Without), rows.Average(r => r.With), rows.Average(r => r.Kept));
    }

    (double Without, double With, double Kept) Measure(int draw)
    {
        using var scope = NewDisposeScope();
        using var random = RandomStream.Generator(seed, RandomPurpose.Sampling, 20 + draw);
        var order = Permutation.Of(data.Train.Count, RandomStream.Seed(seed, RandomPurpose.Sampling, 5), draw);
        var chosen = data.Train.Select([.. order.GroupBy(data.Train.Label).SelectMany(g => g.Take(Labels))]);
        var (images, labels) = (chosen.Images(), chosen.Labels());
        var codes = system.CodesOf(images); // (n, d)
        var many = codes.repeat(Variants, 1);
        many = many + Noise * codes.std(0, unbiased: false) * randn(many.shape, generator: random);
        var known = labels.repeat(Variants);
        var kept = (labels.index_select(0, cdist(many, codes).argmin(1)) == known).nonzero().flatten();
        var all = cat([images.repeat(Variants, 1, 1, 1), system.ImagesOf(many.index_select(0, kept))]);
        return (
            Accuracy(images, labels, draw), Accuracy(all, cat([known, known.index_select(0, kept)]), draw),
            (double)kept.shape[0] / many.shape[0]);
    }

    double Accuracy(Tensor images, Tensor labels, int draw)
    {
        using var classifier = ImageClassifier.Train(images, labels, new() { Steps = steps, Seed = (ulong)draw });
        return classifier.Accuracy(data.Test.Images(), data.Test.Labels());
    }
}
