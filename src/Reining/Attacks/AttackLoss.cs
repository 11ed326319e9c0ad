using Reining.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Attacks;

/// <summary>What an attack raises, one number for each image.</summary>
public sealed class AttackLoss
{
    const double Smallest = 1e-12;

    readonly string _name;
    readonly Func<Tensor, AttackGoal, Tensor>? _ofImages, _ofScores;
    readonly int _samples = 1;

    AttackLoss(string name, Func<Tensor, AttackGoal, Tensor>? ofImages, Func<Tensor, AttackGoal, Tensor>? ofScores, int samples = 1) =>
        (_name, _ofImages, _ofScores, _samples) = (name, ofImages, ofScores, samples);

    /// <summary>
    /// Cross-entropy of the label in nats; for a target its negative. Where a net is so sure that its softmax saturates, its gradient is
    /// exactly zero and the attack stands still: see <see cref="AttackCost.WithoutGradient"/>, and use <see cref="Margin"/> then (fact
    /// sheet robust-gmvae.md §5.2).
    /// </summary>
    public static AttackLoss CrossEntropy { get; } = new("cross-entropy", null, (scores, goal) => goal switch
    {
        Targeted g => -F.cross_entropy(scores, g.Targets, reduction: nn.Reduction.None),
        Towards g => -F.cross_entropy(scores, g.Targets, reduction: nn.Reduction.None),
        _ => F.cross_entropy(scores, goal.Classes, reduction: nn.Reduction.None), // (B,)
    });

    /// <summary>The best wrong class's score less the label's, or the target's less the best other's: above 0 is a success.
    /// Its direction does not depend on the scores' scale.</summary>
    public static AttackLoss Margin { get; } = new("margin", null, (scores, goal) => goal switch
    {
        Targeted g => Of(scores, g.Targets) - BestOther(scores, g.Targets),
        Towards g => Of(scores, g.Targets) - Of(scores, g.Labels),
        _ => BestOther(scores, goal.Classes) - Of(scores, goal.Classes), // (B,)
    });

    /// <summary>
    /// Difference of logits ratio, DLR (Croce and Hein 2020, §4): the margin over the distance of the highest and the third score, so
    /// that neither scale nor shift of the scores matter. At least 3 classes; towards a target at least 4, with the mean of the third
    /// and the fourth.
    /// </summary>
    public static AttackLoss LogitRatio { get; } = new("logit ratio", null, (scores, goal) =>
    {
        var towards = goal is not Untargeted;
        if (scores.shape[1] < (towards ? 4 : 3))
            throw new ArgumentException(
                $"AttackLoss.LogitRatio: expected at least {(towards ? 4 : 3)} classes, got {scores.shape[1]}; use Margin.");
        var sorted = scores.topk(towards ? 4 : 3, 1).values; // (B, 3 or 4), the highest first
        var spread = sorted.select(1, 0) - (towards ? (sorted.select(1, 2) + sorted.select(1, 3)) / 2 : sorted.select(1, 2));
        return Margin._ofScores!(scores, goal) / (spread + Smallest);
    });

    /// <summary>A loss of your own: any function of images that can be differentiated.</summary>
    /// <param name="name">For the report.</param>
    /// <param name="function">From images (B, C, H, W) and their goal to losses (B,), each of its own image alone.</param>
    public static AttackLoss OfImages(string name, Func<Tensor, AttackGoal, Tensor> function) =>
        new(name, function ?? throw new ArgumentNullException(nameof(function)), null);

    /// <summary>A loss of the model's scores.</summary>
    /// <param name="name">For the report.</param>
    /// <param name="function">From scores (B, K) and the goal to losses (B,).</param>
    public static AttackLoss OfScores(string name, Func<Tensor, AttackGoal, Tensor> function) =>
        new(name, null, function ?? throw new ArgumentNullException(nameof(function)));

    /// <summary>Expectation over transformation (Athalye et al. 2018): the mean over several calls of a model that draws random
    /// numbers, so that its gradient is that of the expectation.</summary>
    /// <param name="samples">Calls, at least 1.</param>
    public AttackLoss Expected(int samples) => new(_name, _ofImages, _ofScores, Options.Positive(samples, nameof(samples)));

    /// <summary>Name and samples.</summary>
    public override string ToString() => _samples == 1 ? _name : $"{_name}, mean of {_samples}";

    /// <summary>Forward passes that one evaluation takes.</summary>
    internal int Samples => _samples;

    /// <summary>Losses (B,), and the scores (B, K) if they were needed; of several samples their mean.</summary>
    internal (Tensor Losses, Tensor? Scores) Evaluate(AttackedModel model, Tensor images, AttackGoal goal)
    {
        var (losses, scores) = Once(model, images, goal);
        for (var i = 1; i < _samples; i++)
        {
            var (next, nextScores) = Once(model, images, goal);
            losses += next;
            scores = scores is null ? null : scores + nextScores!;
        }
        return _samples == 1 ? (losses, scores) : (losses / _samples, scores is null ? null : scores / _samples);
    }

    (Tensor Losses, Tensor? Scores) Once(AttackedModel model, Tensor images, AttackGoal goal)
    {
        var scores = _ofScores is null ? null : model.Scores(images);
        var losses = scores is null ? _ofImages!(images, goal) : _ofScores!(scores, goal);
        Shape.Expect(losses, $"AttackLoss {_name}: the loss of each image", images.shape[0]);
        return (losses, scores);
    }

    /// <summary>The scores of given classes, (B,).</summary>
    internal static Tensor Of(Tensor scores, Tensor classes) => scores.gather(1, classes.unsqueeze(1)).squeeze(1); // (B,)

    static Tensor BestOther(Tensor scores, Tensor classes) => Others(scores, classes).amax([1]); // (B,)

    /// <summary>Scores in which a class of each row is minus infinity.</summary>
    internal static Tensor Others(Tensor scores, Tensor classes) => scores.scatter(
        1, classes.unsqueeze(1), full([classes.shape[0], 1], double.NegativeInfinity, scores.dtype, scores.device));
}
