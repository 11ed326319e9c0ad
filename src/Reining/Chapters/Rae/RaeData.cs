using Reining.Data;
using Reining.Metrics;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Chapters.Rae;

/// <summary>The digits of an experiment, in disjoint parts, and the feature space in which distances are measured.</summary>
public sealed class RaeData : IDisposable
{
    const int Pad = 2;
    const int ClassifierImages = 20_000;
    readonly RaeProfile _profile;
    readonly TrainTest _digits;
    readonly Lazy<ImageClassifier> _classifier;
    readonly Lazy<FeatureStatistics> _reference;

    /// <summary>Splits the digits as the profile says.</summary>
    public RaeData(RaeProfile profile)
    {
        _profile = profile;
        _digits = Mnist.Load();
        Train = _digits.Train.Take(profile.TrainImages);
        Validation = _digits.Train.Slice(profile.TrainImages, profile.ValidationImages);
        // Random halves: the first and the second half of MNIST's test file were written by different groups of people.
        var parts = _digits.Test.Split([profile.EvaluationImages, profile.EvaluationImages], seed: 0);
        (Reference, HeldOut) = (parts[0], parts[1]);
        _classifier = new(TrainClassifier);
        _reference = new(() => Statistics(Padded(Reference)));
    }

    /// <summary>For training models and fitting densities.</summary>
    public LabeledImages Train { get; }

    /// <summary>For choosing weights.</summary>
    public LabeledImages Validation { get; }

    /// <summary>Test digits that everything is compared with.</summary>
    public LabeledImages Reference { get; }

    /// <summary>Other test digits, to reconstruct and to interpolate between.</summary>
    public LabeledImages HeldOut { get; }

    /// <summary>The classifier whose features are the distance's space; trained on first use.</summary>
    public ImageClassifier Classifier => _classifier.Value;

    /// <summary>Images as the nets take them: float32 (N, 1, 32, 32), zero-padded by 2.</summary>
    public static Tensor Padded(LabeledImages images) => images.Images(pad: Pad);

    /// <summary>Fréchet distance of images (N, 1, 32, 32) to <see cref="Reference"/>.</summary>
    public double Distance(Tensor images) => FrechetDistance.Between(Statistics(images).ToGaussian(), _reference.Value.ToGaussian());

    /// <summary>Distance of the held-out digits themselves: what a perfect model would score at this sample size.</summary>
    public double RealFloor()
    {
        using var scope = NewDisposeScope();
        return Distance(Padded(HeldOut));
    }

    FeatureStatistics Statistics(Tensor images) => FeatureStatistics.Of(Classifier, images);

    ImageClassifier TrainClassifier()
    {
        using var scope = NewDisposeScope();
        var images = _digits.Train.Take(ClassifierImages);
        var seed = (int)(RandomStream.Seed(0, RandomPurpose.Classifier) >> 33);
        return ImageClassifier.Train(Padded(images), images.Labels(), new ImageClassifierOptions { Seed = seed });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_classifier.IsValueCreated)
            _classifier.Value.Dispose();
    }
}
