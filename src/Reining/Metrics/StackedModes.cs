using Reining.Data;
using Reining.Numerics;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Metrics;

/// <summary>
/// Which of the 1,000 modes of <see cref="StackedMnist"/> images show. An image counts only if a classifier is sure of each of its three
/// digits: a classifier names any blot, and guesses that are spread over digits look like modes.
/// </summary>
/// <param name="Found">Modes that at least one counted image shows.</param>
/// <param name="Divergence">
/// KL divergence of the counted images' histogram from the uniform one, nats; ln 1000, total collapse, if none counts.
/// </param>
/// <param name="Confident">Share of images that count.</param>
public sealed record StackedModes(int Found, double Divergence, double Confident)
{
    /// <summary>Modes in all.</summary>
    public const int All = 1_000;

    /// <summary>Counts.</summary>
    /// <param name="judge">A classifier of ten gray digits.</param>
    /// <param name="images">(N, 3, S, S) in [0, 1].</param>
    /// <param name="threshold">Probability above which a digit is sure.</param>
    /// <exception cref="ArgumentException">Not three channels, or not ten classes.</exception>
    public static StackedModes Of(ImageClassifier judge, Tensor images, double threshold = 0.9)
    {
        ArgumentNullException.ThrowIfNull(judge);
        if (images.ndim != 4 || images.shape[1] != StackedMnist.Channels || judge.Classes != 10)
            throw new ArgumentException(
                $"StackedModes: expected images (N, 3, S, S) and a judge of 10 classes, got {Shape.Text(images)} and {judge.Classes}.");
        using var scope = NewDisposeScope();
        var best = MiniBatches.Map(images, Read); // (N, 2, 3): probabilities and digits
        var sure = (best.select(1, 0) > threshold).all(1); // (N,)
        var digits = best.select(1, 1).to(int64); // (N, 3)
        var modes = (digits * tensor([100L, 10, 1]).to(digits.device)).sum(dim: 1).masked_select(sure).Longs();
        return new(modes.Distinct().Count(), Kl(modes), (double)modes.Length / images.shape[0]);

        Tensor Read(Tensor piece)
        {
            var (n, side) = (piece.shape[0], piece.shape[2]);
            var (values, indices) = judge.Logits(piece.reshape(n * StackedMnist.Channels, 1, side, side)).softmax(1).max(1); // (3n,)
            return stack([values.view(n, StackedMnist.Channels), indices.to(values.dtype).view(n, StackedMnist.Channels)], 1);
        }
    }

    static double Kl(IReadOnlyCollection<long> modes) => modes.Count == 0
        ? Math.Log(All)
        : modes.CountBy(m => m).Sum(m => (double)m.Value / modes.Count * Math.Log((double)m.Value / modes.Count * All));
}
