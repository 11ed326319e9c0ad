using Reining.Data;
using Reining.Metrics;
using Reining.Torch;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Chapters;

/// <summary>
/// A classifier of a data set's labels, on whose features distances are measured. It is trained once, on first use, and kept; another index
/// is the same net from another start.
/// </summary>
/// <param name="images">Training images and labels; at most 20 000 are used.</param>
/// <param name="pad">Zeros around each image, so that it has the side that the models see.</param>
/// <param name="index">0 for the one that measures; others for losses, which are never taken on the features that measure.</param>
/// <param name="folder">Where it is kept, so that it is trained once; null keeps none.</param>
/// <param name="compute">Where it is trained and computes.</param>
public sealed class FeatureSpace(LabeledImages images, int pad, long index, string? folder, Compute compute) : IDisposable
{
    const int Images = 20_000;
    ImageClassifier? _classifier;

    /// <summary>The classifier; trained on first use.</summary>
    public ImageClassifier Classifier => _classifier ??= Make();

    /// <inheritdoc/>
    public void Dispose() => _classifier?.Dispose();

    ImageClassifier Make()
    {
        var options = new ImageClassifierOptions { Seed = RandomStream.Seed(0, RandomPurpose.Classifier, index) >> 33 };
        if (folder is null)
            return Train(options);
        var run =
            new RunFolder(Path.Combine(folder, FormattableString.Invariant($"classifier-{index}")), new { Images, Options = options });
        run.Ensure(RunFolder.ModelName, () =>
        {
            run.WriteEnvironment(compute);
            using var trained = Train(options);
            trained.Save(run.ModelFile);
        });
        return ImageClassifier.Load(run.ModelFile, compute.Device);
    }

    ImageClassifier Train(ImageClassifierOptions options)
    {
        using var scope = NewDisposeScope();
        var some = images.Take(Math.Min(Images, images.Count));
        return ImageClassifier.Train(Devices.Send(some.Images(pad: pad), compute.Device), some.Labels(compute.Device), options);
    }
}
