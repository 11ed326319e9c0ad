using Reining.Display;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Attacks;

/// <summary>
/// The system under attack as two functions of images in [0, 1]: scores that can be differentiated, and the decision that counts.
/// Whatever scales or shifts pixels belongs into both, so that ε keeps its meaning. Freeze the parameters and put the model into
/// evaluation mode first.
/// </summary>
/// <param name="scores">From images (B, C, H, W) to class scores (B, K), K ≥ 2: logits, not probabilities.</param>
/// <param name="decide">
/// From images (B, C, H, W) to decisions (B,), integers of 64 bits: a class, or <see cref="Rejected"/>. Left out, the class with the
/// highest score, and nothing is rejected.
/// </param>
public sealed class AttackedModel(Func<Tensor, Tensor> scores, Func<Tensor, Tensor>? decide = null)
{
    /// <summary>The decision not to decide.</summary>
    public const long Rejected = -1;

    readonly Func<Tensor, Tensor> _scores = scores ?? throw new ArgumentNullException(nameof(scores));

    /// <summary>Images in one call of the functions, at most; decides memory and speed.</summary>
    public int BatchSize { get; init => field = Options.Positive(value, nameof(BatchSize)); } = 500;

    /// <summary>How many images fit into memory.</summary>
    /// <param name="memory">Bytes that one call may take, at least those of one image.</param>
    /// <param name="perImage">Bytes that an image takes in the model, its activations and their gradients.</param>
    /// <exception cref="ArgumentException">Not even one image fits.</exception>
    public static int ImagesWithin(long memory, long perImage)
    {
        Options.Positive(perImage, nameof(perImage));
        return memory >= perImage ? (int)Math.Min(memory / perImage, int.MaxValue)
            : throw new ArgumentException($"ImagesWithin: expected memory for one image, {perImage} bytes, got {memory}.");
    }

    /// <summary>The decisions on images.</summary>
    /// <param name="images">(N, C, H, W), N ≥ 1.</param>
    /// <returns>(N,), integers of 64 bits.</returns>
    /// <exception cref="ArgumentException">A function returns another shape or type.</exception>
    public Tensor Decide(Tensor images)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        for (var first = 0L; first < images.shape[0]; first += BatchSize)
        {
            NotebookCell.Token.ThrowIfCancellationRequested();
            using var one = NewDisposeScope();
            parts.Add(DecideAtOnce(images.narrow(0, first, Math.Min(BatchSize, images.shape[0] - first))).MoveToOuterDisposeScope());
        }
        return (parts.Count == 1 ? parts[0] : cat(parts)).MoveToOuterDisposeScope();
    }

    /// <summary>Share of images that a decision calls by their label.</summary>
    public double Accuracy(Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        return (Decide(images) == labels).to(float64).mean().item<double>();
    }

    /// <summary>Whether the decision is the highest score, so that scores tell it.</summary>
    internal bool DecidesByScores => decide is null;

    /// <summary>Classes that the scores have; known once they were asked for.</summary>
    internal long? Classes { get; private set; }

    internal Tensor Scores(Tensor images)
    {
        var result = _scores(images);
        if (result.ndim != 2 || result.shape[0] != images.shape[0] || result.shape[1] < 2)
            throw new ArgumentException(
                $"AttackedModel: expected scores ({images.shape[0]}, K) with K of at least 2, got {Shape.Text(result)}.");
        Classes = result.shape[1];
        return result;
    }

    Tensor DecideAtOnce(Tensor images)
    {
        if (decide is null)
            return Scores(images).argmax(1);
        var decisions = decide(images);
        if (decisions.dtype != int64)
            throw new ArgumentException($"AttackedModel: expected decisions of type Int64, got {decisions.dtype}.");
        Shape.Expect(decisions, "AttackedModel: the decision on each image", images.shape[0]);
        return decisions;
    }
}
