using Reining.Numerics;
using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>The thesis's whole chain (fact sheet robust-gmvae.md §3): what the selective classifier rejects, the decoder
/// classifies.</summary>
/// <param name="classifier">Calibrated.</param>
/// <param name="reclassifier">Of the same model.</param>
public sealed class ClassifierChain(SelectiveClassifier classifier, Reclassifier reclassifier)
{
    /// <summary>The decision: a class, or <see cref="Attacks.AttackedModel.Rejected"/> where the code that was found lies too far from its
    /// class.</summary>
    /// <param name="images">(N, C, H, W), any number.</param>
    /// <returns>(N,), int64.</returns>
    public Tensor Decide(Tensor images)
    {
        using var scope = NewDisposeScope();
        var decisions = MiniBatches.Map(images, classifier.Decide);
        var rejected = (decisions < 0).nonzero().flatten();
        if (rejected.shape[0] > 0)
        {
            var (_, again) = reclassifier.Classify(images.index_select(0, rejected), classifier.Thresholds.select(0, 0));
            decisions = decisions.index_copy(0, rejected, again);
        }
        return decisions.MoveToOuterDisposeScope();
    }
}
