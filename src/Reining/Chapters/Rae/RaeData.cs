using Reining.Data;
using Reining.Metrics;
using Reining.Torch;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Chapters.Rae;

/// <summary>The digits of an experiment, in disjoint parts, and the feature space in which distances are measured.</summary>
public sealed class RaeData : IDisposable
{
    const int Pad = 2;
    const int ClassifierImages = 20_000;
    readonly TrainTest _digits;
    readonly string? _folder;
    readonly Lazy<ImageClassifier> _classifier, _lossClassifier;
    readonly Lazy<ReferenceScores> _reference;

    /// <summary>Splits the digits as the profile says.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="compute">Where models are trained and images and features computed; null for the processor.</param>
    /// <param name="folder">Where the classifiers are kept, so that they are trained once; null keeps none.</param>
    public RaeData(RaeProfile profile, Compute? compute = null, string? folder = null)
    {
        _folder = folder;
        Compute = compute ?? Compute.Cpu;
        _digits = Mnist.Load();
        Train = _digits.Train.Take(profile.TrainImages);
        Validation = _digits.Train.Slice(profile.TrainImages, profile.ValidationImages);
        if (2 * profile.EvaluationImages <= _digits.Test.Count)
        {
            // Random halves: the first and the second half of MNIST's test file were written by different groups of people.
            var parts = _digits.Test.Split([profile.EvaluationImages, profile.EvaluationImages], seed: 0);
            (Reference, HeldOut) = (parts[0], parts[1]);
        }
        else
        {
            // The paper's counts: all test digits are the reference, and the held-out ones, like the author's, those of the validation.
            (Reference, HeldOut) = (_digits.Test.Take(profile.EvaluationImages), Validation.Take(Math.Min(profile.EvaluationImages, Validation.Count)));
        }
        (_classifier, _lossClassifier) = (new(() => TrainClassifier(0)), new(() => TrainClassifier(1)));
        _reference = new(() => new ReferenceScores(Classifier, Input(Reference)));
    }

    /// <summary>Where the experiment's nets are; codes, densities and scores are on the processor.</summary>
    public Compute Compute { get; }

    /// <summary>For training models and fitting densities.</summary>
    public LabeledImages Train { get; }

    /// <summary>For choosing weights.</summary>
    public LabeledImages Validation { get; }

    /// <summary>Test digits that everything is compared with.</summary>
    public LabeledImages Reference { get; }

    /// <summary>Other digits, never trained on, to reconstruct and to interpolate between.</summary>
    public LabeledImages HeldOut { get; }

    /// <summary>The classifier whose features are the distance's space; trained on first use.</summary>
    public ImageClassifier Classifier => _classifier.Value;

    /// <summary>
    /// Features (N, 64) of a second classifier, for losses in feature space: the same net on the same digits from another start. A model
    /// trained on them is favored by distances on <see cref="Classifier"/>'s features; one trained on those very features would be more so.
    /// </summary>
    public Tensor LossFeatures(Tensor images) => _lossClassifier.Value.Features(images);

    /// <summary>Images as the nets take them: float32 (N, 1, 32, 32), zero-padded by 2.</summary>
    public static Tensor Input(LabeledImages images) => images.Images(pad: Pad);

    /// <summary>Scores of images (N, 1, 32, 32) against <see cref="Reference"/>.</summary>
    public ImageScores Score(Tensor images) => _reference.Value.Of(images);

    /// <summary>Fréchet distance of images (N, 1, 32, 32) to <see cref="Reference"/>.</summary>
    public double Distance(Tensor images) => _reference.Value.Distance(images);

    /// <summary>Scores of the held-out digits themselves: what a perfect model would reach at this sample size.</summary>
    public ImageScores RealFloor()
    {
        _ = Classifier; // its run is held while the scores are made, so it cannot be trained then
        return ClassifierRun(0)?.Result(FormattableString.Invariant($"real-floor-{HeldOut.Count}-of-{Reference.Count}.json"), Measure) ?? Measure();

        ImageScores Measure()
        {
            using var scope = NewDisposeScope();
            return Score(Input(HeldOut));
        }
    }

    static ImageClassifierOptions ClassifierOptions(long index) => new() { Seed = (int)(RandomStream.Seed(0, RandomPurpose.Classifier, index) >> 33) };

    RunFolder? ClassifierRun(long index) => _folder is null ? null
        : new RunFolder(Path.Combine(_folder, FormattableString.Invariant($"classifier-{index}")), new { Images = ClassifierImages, Options = ClassifierOptions(index) });

    ImageClassifier TrainClassifier(long index)
    {
        if (ClassifierRun(index) is not { } run)
            return Train();
        run.Ensure(RunFolder.ModelName, () =>
        {
            run.WriteEnvironment();
            using var trained = Train();
            trained.Save(run.ModelFile);
        });
        return ImageClassifier.Load(run.ModelFile, Compute.Device);

        ImageClassifier Train()
        {
            using var scope = NewDisposeScope();
            var images = _digits.Train.Take(ClassifierImages);
            return ImageClassifier.Train(Devices.Send(Input(images), Compute.Device), images.Labels(Compute.Device), ClassifierOptions(index));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_reference.IsValueCreated)
            _reference.Value.Dispose();
        foreach (var classifier in new[] { _classifier, _lossClassifier }.Where(c => c.IsValueCreated))
            classifier.Value.Dispose();
    }
}
