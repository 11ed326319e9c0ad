using Reining.Chapters.Autoencoders;
using Reining.Data;
using Reining.Metrics;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Chapters.Inversion;

/// <summary>The images of an experiment, in disjoint parts, and their ruler: a classifier, or features that no training chose.</summary>
public sealed class InversionData : IDisposable
{
    /// <summary>Classes of digits, and of clothes.</summary>
    public const int Classes = 10;

    readonly FeatureSpace? _classes;
    readonly Lazy<RandomFeatures>? _random;
    readonly Lazy<ReferenceScores> _reference;

    /// <summary>Splits the images of a data set with classes as the profile says.</summary>
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
        _classes = new FeatureSpace(all.Train, pad: 2, 0, classifierFolder, Compute.Cpu); // the house's classifier
        _reference = new(() => new ReferenceScores(_classes.Classifier, Test.Images()));
    }

    /// <summary>Pictures in color without a classifier.</summary>
    /// <param name="train">For training.</param>
    /// <param name="test">For the report.</param>
    /// <param name="factors">What each picture was made from, (N, f) and (M, f); null where nobody knows.</param>
    internal InversionData(LabeledImages train, LabeledImages test, (Tensor Train, Tensor Test)? factors)
    {
        (Train, Test) = (train, test);
        Factors = factors is null ? null : (factors.Value.Train.clone().DetachFromDisposeScope(),
            factors.Value.Test.clone().DetachFromDisposeScope());
        _random = new(() =>
        {
            using var scope = NewDisposeScope();
            return new RandomFeatures(2 * Test.Images() - 1);
        });
        _reference = new(() => new ReferenceScores(_random.Value, Test.Images()));
    }

    /// <summary>For training.</summary>
    public LabeledImages Train { get; }

    /// <summary>For the report; never trained on.</summary>
    public LabeledImages Test { get; }

    /// <summary>Whether the images have classes and a classifier.</summary>
    public bool HasClasses => _classes is not null;

    /// <summary>What each image was made from, (N, f) and (M, f); null where nobody knows.</summary>
    internal (Tensor Train, Tensor Test)? Factors { get; }

    /// <summary>A classifier of such images that no model is trained with.</summary>
    /// <exception cref="InvalidOperationException">There is none of such images.</exception>
    public ImageClassifier Classifier => _classes?.Classifier ??
        throw new InvalidOperationException(
            "InversionData.Classifier: expected images with classes, got pictures without; see HasClasses.");

    /// <summary>
    /// Fréchet distance of images (N, C, S, S) to the test images: cFID, on the classifier's features, or on random ones. It is no FID.
    /// </summary>
    public double Distance(Tensor images) => _reference.Value.Distance(images);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_reference.IsValueCreated)
            _reference.Value.Dispose();
        if (_random is { IsValueCreated: true })
            _random.Value.Dispose();
        _classes?.Dispose();
        Factors?.Train.Dispose();
        Factors?.Test.Dispose();
    }
}
