using Reining.Chapters.Autoencoders;
using Reining.Data;
using Reining.Metrics;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Chapters.Inversion;

/// <summary>The images of an experiment, in disjoint parts, and the classifier that is their ruler.</summary>
public sealed class InversionData : IDisposable
{
    /// <summary>Classes of digits, and of clothes.</summary>
    public const int Classes = 10;

    readonly FeatureSpace _features;
    readonly Lazy<ReferenceScores> _reference;

    /// <summary>Splits the images as the profile says.</summary>
    /// <param name="profile">Sizes.</param>
    /// <param name="classifierFolder">Where the classifier is kept, so that it is trained once; null keeps none.</param>
    /// <param name="images">Which; null for digits.</param>
    public InversionData(InversionProfile profile, string? classifierFolder = null, RaeDataSet? images = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        images ??= RaeDataSet.Digits;
        if (images != RaeDataSet.Digits && classifierFolder is not null)
            classifierFolder = Path.Combine(classifierFolder, images.Id); // a classifier of its own
        var all = images.Load();
        Train = all.Train.Take(profile.TrainImages);
        // Random ones: the first and the second half of MNIST's test file were written by different groups of people.
        Test = all.Test.Split([profile.TestImages, all.Test.Count - profile.TestImages], seed: 0)[0];
        _features = new FeatureSpace(all.Train, pad: 2, 0, classifierFolder, Compute.Cpu); // the house's classifier
        _reference = new(() => new ReferenceScores(_features.Classifier, Test.Images()));
    }

    /// <summary>For training.</summary>
    public LabeledImages Train { get; }

    /// <summary>For the report; never trained on.</summary>
    public LabeledImages Test { get; }

    /// <summary>A classifier of such images that no model is trained with.</summary>
    public ImageClassifier Classifier => _features.Classifier;

    /// <summary>cFID: Fréchet distance of images (N, 1, 28, 28) to the test images on the classifier's features. It is no FID.</summary>
    public double Distance(Tensor images) => _reference.Value.Distance(images);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_reference.IsValueCreated)
            _reference.Value.Dispose();
        _features.Dispose();
    }
}
