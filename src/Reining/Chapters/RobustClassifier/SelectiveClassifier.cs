using Reining.Attacks;
using Reining.Numerics;
using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>
/// A classifier that may refuse to answer: the class with the highest score, accepted if every test of that class stays at or below its
/// threshold (fact sheet robust-gmvae.md §3). Thresholds are one for each test and class.
/// </summary>
/// <param name="evaluate">From images (B, C, H, W) to class scores (B, K) and tests (B, T, K): what each test would say of each class, at
/// least 0, higher for less trust. Differentiable.</param>
/// <param name="tests">Names of the T tests; none for a classifier that always answers.</param>
public sealed class SelectiveClassifier(Func<Tensor, (Tensor Scores, Tensor Tests)> evaluate, params IReadOnlyList<string> tests)
{
    Tensor? _thresholds; // (T, K)

    /// <summary>Names of the tests.</summary>
    public IReadOnlyList<string> Tests => tests;

    /// <summary>Thresholds (T, K).</summary>
    /// <exception cref="InvalidOperationException">Not yet calibrated.</exception>
    public Tensor Thresholds => _thresholds ?? throw new InvalidOperationException(
        "SelectiveClassifier: expected thresholds, got none; call Calibrate with held-out images first.");

    /// <summary>Sets each threshold from held-out images that are classified rightly, so that a new one of them exceeds it with
    /// probability α at most: the ⌈(n+1)(1−α)⌉-th smallest of a class's n tests (conformal), or the largest if there are fewer. A class
    /// of which no image is classified rightly accepts nothing.</summary>
    /// <param name="images">(N, C, H, W), used neither in training nor for the report.</param>
    /// <param name="labels">(N,), int64.</param>
    /// <param name="alpha">α of each test, in (0, 1).</param>
    public void Calibrate(Tensor images, Tensor labels, double alpha)
    {
        Options.Between(alpha, 0, 1, nameof(alpha));
        using var scope = NewDisposeScope();
        var (scores, values) = Evaluate(images);
        var (predicted, classes) = (scores.argmax(1), scores.shape[1]);
        var thresholds = zeros([tests.Count, classes], dtype: scores.dtype);
        for (var k = 0L; k < classes && tests.Count > 0; k++)
        {
            var rows = (predicted == labels).logical_and(labels == k).nonzero().flatten(); // (n,)
            var n = rows.shape[0];
            if (n == 0)
                continue; // the threshold stays 0
            var rank = Math.Min((long)Math.Ceiling((n + 1) * (1 - alpha) - 1e-9), n);
            thresholds.select(1, k).copy_(values.index_select(0, rows).select(2, k).kthvalue(rank, 0).values);
        }
        _thresholds?.Dispose();
        _thresholds = thresholds.DetachFromDisposeScope();
    }

    /// <summary>Class scores (B, K), and tests over their thresholds (B, T, K), above 1 where a test rejects; of one pass,
    /// differentiable.</summary>
    public (Tensor Scores, Tensor Ratios) ScoresAndRatios(Tensor images) =>
        evaluate(images) is var (scores, values) ? (scores, values / Divisors) : default;

    /// <summary>The largest ratio of the class with the highest score, (B,), differentiable; above 1 the image is rejected.</summary>
    public Tensor Joint(Tensor images)
    {
        var (scores, ratios) = ScoresAndRatios(images);
        return OfClass(ratios, scores.argmax(1)).amax([1]);
    }

    /// <summary>Class scores (B, K), differentiable.</summary>
    public Tensor Scores(Tensor images) => evaluate(images).Scores;

    /// <summary>The decision: a class, or <see cref="AttackedModel.Rejected"/>.</summary>
    /// <param name="images">(B, C, H, W).</param>
    /// <returns>(B,), int64.</returns>
    public Tensor Decide(Tensor images)
    {
        using var scope = NewDisposeScope();
        var (scores, values) = evaluate(images);
        var predicted = scores.argmax(1); // (B,)
        if (tests.Count == 0)
            return predicted.MoveToOuterDisposeScope();
        var within = OfClass(values, predicted) <= Thresholds.t().index_select(0, predicted); // (B, T); tests are above 0
        return where(within.all(1), predicted, full_like(predicted, AttackedModel.Rejected)).MoveToOuterDisposeScope();
    }

    /// <summary>What the classifier says of images: class, joint score s = the largest ratio at that class, and each test's
    /// ratio.</summary>
    /// <param name="images">(N, C, H, W), any number.</param>
    /// <returns>(N,) int64; (N,), at most 1 where it is accepted; (N, T).</returns>
    public (Tensor Predicted, Tensor Joint, Tensor Ratios) Judge(Tensor images)
    {
        using var scope = NewDisposeScope();
        var (scores, values) = Evaluate(images);
        var predicted = scores.argmax(1);
        var ratios = tests.Count == 0
            ? zeros([images.shape[0], 1], dtype: scores.dtype)
            : OfClass(values / Divisors, predicted); // (N, T)
        return (predicted.MoveToOuterDisposeScope(), ratios.amax([1]).MoveToOuterDisposeScope(), ratios.MoveToOuterDisposeScope());
    }

    /// <summary>The same with some of the tests, at the same thresholds: an ablation, or the plain classifier.</summary>
    /// <param name="names">Tests to keep.</param>
    public SelectiveClassifier With(params IReadOnlyList<string> names)
    {
        long[] kept = [.. names.Select(n => (long)Enumerable.Range(0, tests.Count).First(i => tests[i] == n))];
        using var scope = NewDisposeScope();
        var rows = tensor(kept, dtype: int64);
        return new SelectiveClassifier(Some, names)
        {
            _thresholds = Thresholds.index_select(0, rows).DetachFromDisposeScope(),
        };

        (Tensor, Tensor) Some(Tensor images) =>
            evaluate(images) is var (scores, values) ? (scores, values.index_select(1, tensor(kept, dtype: int64))) : default;
    }

    /// <summary>The same with all thresholds multiplied: the rule that rejects where the joint score exceeds a number.</summary>
    /// <param name="factor">Above 0.</param>
    public SelectiveClassifier Scaled(double factor) => new(evaluate, tests)
    {
        _thresholds = (Thresholds * Options.Positive(factor, nameof(factor))).DetachFromDisposeScope(),
    };

    /// <summary>As an attack sees it: scores of the classes, decisions with rejection.</summary>
    public AttackedModel UnderAttack() => new(Scores, Decide);

    // A class that accepts nothing has the threshold 0.
    Tensor Divisors => Thresholds.clamp(min: 1e-12);

    // Any number of images; one pass gives both.
    (Tensor Scores, Tensor Tests) Evaluate(Tensor images)
    {
        var both = MiniBatches.Map( // (N, 1 + T, K)
            images, x => evaluate(x) is var (scores, values) ? cat([scores.unsqueeze(1), values], 1) : x);
        return (both.select(1, 0), both.narrow(1, 1, tests.Count));
    }

    /// <summary>What each test says of each image's class.</summary>
    internal static Tensor OfClass(Tensor values, Tensor classes) => // (B, T, K), (B,) -> (B, T)
        values.gather(2, classes.view(-1, 1, 1).expand(-1, values.shape[1], 1)).squeeze(2);
}
