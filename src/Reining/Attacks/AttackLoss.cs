using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Attacks;

/// <summary>Losses that an attack on a classifier raises, one number for each image.</summary>
public static class AttackLoss
{
    /// <summary>
    /// Cross-entropy in nats. Where a net is so sure that its softmax saturates, its gradient is exactly zero and the attack stands still:
    /// see <see cref="AttackResult.WithoutGradient"/>, and use <see cref="Margin"/> then (fact sheet robust-gmvae.md §5.2).
    /// </summary>
    /// <param name="logits">From images (N, C, H, W) to class scores (N, K).</param>
    public static Func<Tensor, Tensor, Tensor> CrossEntropy(Func<Tensor, Tensor> logits) =>
        (images, labels) => F.cross_entropy(logits(images), labels, reduction: nn.Reduction.None); // (N,)

    /// <summary>The best wrong class's score less the right one's: above 0 is misclassified.
    /// Its direction does not depend on the scores' scale.</summary>
    /// <inheritdoc cref="CrossEntropy"/>
    public static Func<Tensor, Tensor, Tensor> Margin(Func<Tensor, Tensor> logits) => (images, labels) =>
    {
        var (scores, right) = (logits(images), labels.unsqueeze(1)); // (N, K), (N, 1)
        return scores.scatter(1, right, full_like(right, double.NegativeInfinity, scores.dtype)).amax([1]) -
            scores.gather(1, right).squeeze(1); // (N,)
    };
}
