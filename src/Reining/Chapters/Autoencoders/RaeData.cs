using System.Numerics;
using Reining.Data;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Chapters.Autoencoders;

/// <summary>The images of an experiment, in disjoint parts, and the feature space in which distances are measured.</summary>
public sealed class RaeData : IDisposable
{
    readonly FeatureSpace _features, _lossFeatures;
    readonly Lazy<ReferenceScores> _reference;

    /// <summary>Splits the images as the profile says.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="compute">Where models are trained and images and features computed; null for the processor.</param>
    /// <param name="folder">Where the classifiers are kept, so that they are trained once; null keeps none.</param>
    /// <param name="set">Which data; null for <see cref="RaeDataSet.Digits"/>.</param>
    public RaeData(RaeProfile profile, Compute? compute = null, string? folder = null, RaeDataSet? set = null)
    {
        Compute = compute ?? Compute.Cpu;
        set ??= RaeDataSet.Digits;
        var digits = set.Load();
        if (set != RaeDataSet.Digits && folder is not null)
            folder = Path.Combine(folder, set.Id); // its own classifiers
        Train = digits.Train.Take(profile.TrainImages);
        Validation = digits.Train.Slice(profile.TrainImages, profile.ValidationImages);
        if (2 * profile.EvaluationImages <= digits.Test.Count)
        {
            // Random halves: the first and the second half of MNIST's test file were written by different groups of people.
            var parts = digits.Test.Split([profile.EvaluationImages, profile.EvaluationImages], seed: 0);
            (Reference, HeldOut) = (parts[0], parts[1]);
        }
        else
        {
            // The paper's counts: all test digits are the reference, and the held-out ones, like the author's, those of the validation.
            Reference = digits.Test.Take(profile.EvaluationImages);
            HeldOut = Validation.Take(Math.Min(profile.EvaluationImages, Validation.Count));
        }
        _features = new FeatureSpace(digits.Train, PadOf(digits.Train), 0, folder, Compute);
        _lossFeatures = new FeatureSpace(digits.Train, PadOf(digits.Train), 1, folder, Compute);
        _reference = new(() => new ReferenceScores(_features.Classifier, Input(Reference)));
    }

    /// <summary>Where the experiment's nets are; codes, densities and scores are on the processor.</summary>
    public Compute Compute { get; }

    /// <summary>For training models and fitting densities.</summary>
    public LabeledImages Train { get; }

    /// <summary>For choosing weights.</summary>
    public LabeledImages Validation { get; }

    /// <summary>Test images that everything is compared with.</summary>
    public LabeledImages Reference { get; }

    /// <summary>Other images, never trained on, to reconstruct and to interpolate between.</summary>
    public LabeledImages HeldOut { get; }

    /// <summary>
    /// Features (N, 64) of a second classifier, for losses in feature space: the same net on the same digits from another start. A model
    /// trained on them is favored by distances on the first one's features; one trained on those very features would be more so.
    /// </summary>
    public Tensor LossFeatures(Tensor images) => _lossFeatures.Classifier.Features(images);

    /// <summary>Images as the nets take them: float32 (N, C, S, S), zero-padded by 2 from 28×28 to 32×32, others as they are.</summary>
    public static Tensor Input(LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return images.Images(pad: PadOf(images));
    }

    // To the next power of two: 2 for digits and clothes, none for sides that are one.
    static int PadOf(LabeledImages images) => ((int)BitOperations.RoundUpToPowerOf2((uint)images.Height) - images.Height) / 2;

    /// <summary>Scores of images (N, C, S, S) against <see cref="Reference"/>.</summary>
    public ImageScores Score(Tensor images) => _reference.Value.Of(images);

    /// <summary>Fréchet distance of images (N, C, S, S) to <see cref="Reference"/>.</summary>
    public double Distance(Tensor images) => _reference.Value.Distance(images);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_reference.IsValueCreated)
            _reference.Value.Dispose();
        _features.Dispose();
        _lossFeatures.Dispose();
    }
}
