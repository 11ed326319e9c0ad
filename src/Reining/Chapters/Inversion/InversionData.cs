using Reining.Data;
using Reining.Metrics;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Chapters.Inversion;

/// <summary>The digits of an experiment, in disjoint parts, and the classifier that is the ruler of images.</summary>
public sealed class InversionData : IDisposable
{
    /// <summary>Classes of digits.</summary>
    public const int Classes = 10;

    readonly FeatureSpace _features;
    readonly Lazy<ReferenceScores> _reference;

    /// <summary>Splits the digits as the profile says.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="classifierFolder">Where the classifier is kept, so that it is trained once; null keeps none.</param>
    public InversionData(InversionProfile profile, string? classifierFolder = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var digits = Mnist.Load();
        Train = digits.Train.Take(profile.TrainImages);
        // Random ones: the first and the second half of MNIST's test file were written by different groups of people.
        Test = digits.Test.Split([profile.TestImages, digits.Test.Count - profile.TestImages], seed: 0)[0];
        _features = new FeatureSpace(digits.Train, pad: 2, 0, classifierFolder, Compute.Cpu); // the house's digit classifier
        _reference = new(() => new ReferenceScores(_features.Classifier, Test.Images()));
    }

    /// <summary>For training.</summary>
    public LabeledImages Train { get; }

    /// <summary>For the report; never trained on.</summary>
    public LabeledImages Test { get; }

    /// <summary>A classifier of digits that no model is trained with.</summary>
    public ImageClassifier Classifier => _features.Classifier;

    /// <summary>cFID: Fréchet distance of images (N, 1, 28, 28) to the test digits on the classifier's features. It is no FID.</summary>
    public double Distance(Tensor images) => _reference.Value.Distance(images);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_reference.IsValueCreated)
            _reference.Value.Dispose();
        _features.Dispose();
    }
}
