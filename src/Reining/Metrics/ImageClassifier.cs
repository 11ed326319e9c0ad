using Reining.Models;
using Reining.Numerics;
using Reining.Torch;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Metrics;

/// <summary>
/// A small convolutional classifier of gray or color images. Its penultimate layer gives the features of the substitute Fréchet distance.
/// </summary>
/// <remarks>
/// Fact sheet rae.md §9: features of a classifier trained on the labels of the training split; to be called "Fréchet distance on
/// classifier features", never FID. Images of 28×28 are padded by 2 to 32×32, the size that the thesis's MNIST net sees.
/// Net: convolutions 4×4 of stride 2 and ReLU down to 8×8 (for 32×32: to 16, then 32 channels); dense, ReLU (the features); dense to the
/// classes.
/// </remarks>
public sealed class ImageClassifier : IFeatureExtractor, IDisposable
{
    readonly ClassifierNet _net;

    ImageClassifier(ClassifierNet net)
    {
        _net = net;
        foreach (var parameter in net.parameters())
            parameter.requires_grad_(false); // a loss on its features differentiates the images alone
    }

    /// <inheritdoc/>
    public string Name => $"classifier of {_net.Classes} classes, {_net.Width} features";

    /// <inheritdoc/>
    public long Dimensions => _net.Width;

    /// <summary>Number of classes.</summary>
    public long Classes => _net.Classes;

    /// <summary>Trains by Adam on cross-entropy, on the images' device; equal seeds give equal weights on one machine.</summary>
    /// <param name="images">(N, C, S, S), C of 1 or 3, S of 28 or 8·2^k, floating, in [0, 1]; the training split only.</param>
    /// <param name="labels">(N,), int64, 0 … classes−1, on the same device.</param>
    /// <param name="options">Defaults: <see cref="ImageClassifierOptions"/>.</param>
    /// <param name="progress">Called after every step with the step, from 1, and its loss in nats; reading the loss waits for the
    /// device.</param>
    /// <exception cref="ArgumentException">Wrong shapes, types or labels.</exception>
    public static ImageClassifier Train(
        Tensor images, Tensor labels, ImageClassifierOptions? options = null, Action<int, double>? progress = null)
    {
        options ??= new ImageClassifierOptions();
        if (images.ndim != 4 || images.shape[0] < 1 || images.shape[1] is not (1 or 3) || images.shape[2] != images.shape[3] ||
            ClassifierNet.SideFor(images.shape[2]) is not { } side || !images.is_floating_point())
        {
            throw new ArgumentException(
                "ImageClassifier.Train: expected floating-point images (N, 1 or 3, S, S) in [0, 1] " +
                "with a side S of 16, 28, 32, 64 or more, " + $"got {Shape.Text(images)} {images.dtype}; pad or resize them.");
        }
        CheckLabels(images, labels, options.Classes, "ImageClassifier.Train");
        using var training = NewDisposeScope();
        using var generator = new Generator(options.Seed, CPU);
        var net = new ClassifierNet(images.shape[1], side, options.Width, options.Features, options.Classes, generator);
        net.to(images.device);
        var shifts = new Random(unchecked((int)options.Seed));
        var n = images.shape[0];
        var batch = Math.Min(options.BatchSize, n);
        var (order, position) = (empty(n, dtype: int64, device: images.device), n);
        new TrainingLoop<(Tensor Images, Tensor Labels)>(new()
        {
            Steps = options.Steps,
            BatchSize = (int)batch,
            Batch = (_, _) => Batch(),
            Nets = [new("classifier", net, new AdamOptions(options.LearningRate)) { Schedule = new Schedule.Cosine() }],
            Phases = [new("classifier", ["classifier"], (b, _) => new LossTerms(F.cross_entropy(net.forward(b.Images), b.Labels)))],
            StatsSteps = progress is null ? 0 : 1,
        })
        {
            OnProgress = p => progress?.Invoke((int)p.Step, p.Loss),
        }.Run();
        return new ImageClassifier(net);

        // One after another, so that the stream of random numbers is that of the classifiers behind the stored results.
        (Tensor, Tensor) Batch()
        {
            if (position + batch > n)
            {
                order.copy_(randperm(n, generator: generator));
                position = 0;
            }
            var rows = order.narrow(0, position, batch); // (B,)
            position += batch;
            // One shift a batch, by at most 2, the padding of digits: a few thousand then suffice. Photographs wrap around by as much.
            var x = Prepare(images.index_select(0, rows), side).roll([shifts.Next(-2, 3), shifts.Next(-2, 3)], [2, 3]); // (B, C, S, S)
            return (options.Flip && shifts.Next(2) == 1 ? x.flip(3) : x, labels.index_select(0, rows));
        }
    }

    /// <summary>Reads weights that <see cref="Save"/> wrote.</summary>
    /// <param name="path">A safetensors file.</param>
    /// <param name="device">Where it computes; null for the processor.</param>
    /// <exception cref="InvalidDataException">No safetensors, or weights of another net.</exception>
    public static ImageClassifier Load(string path, Device? device = null)
    {
        using var file = Safetensors.Read(path);
        return Of(file.Tensors, $"'{path}'", device ?? CPU);
    }

    /// <summary>With given weights by name, on a device.</summary>
    internal static ImageClassifier Of(IReadOnlyDictionary<string, Tensor> weights, string source, Device device)
    {
        var net = ClassifierNet.Like(weights, source);
        net.to(device);
        Weights.Copy(net, weights, source);
        return new ImageClassifier(net);
    }

    /// <summary>Writes the weights as safetensors.</summary>
    /// <exception cref="IOException">The folder cannot be written or the disk is full.</exception>
    public void Save(string path) => Weights.Save(_net, path);

    /// <inheritdoc/>
    public Tensor Features(Tensor images)
    {
        CheckImages(images, "ImageClassifier.Features");
        using var scope = NewDisposeScope();
        var features = _net.Features(Prepare(Devices.Send(images, _net.Device), _net.Side));
        return features.to(float32).MoveToOuterDisposeScope(); // (N, features), not in autocast's type
    }

    /// <summary>What each layer makes of images, first to last: maps (N, c, h, w), then features (N, d); in the caller's scope.</summary>
    internal IReadOnlyList<Tensor> Layers(Tensor images)
    {
        CheckImages(images, "ImageClassifier.Layers");
        return _net.Layers(Prepare(Devices.Send(images, _net.Device), _net.Side));
    }

    /// <summary>Class scores before the softmax.</summary>
    /// <param name="images">(N, C, S, S), C of 1 or 3, S of 28 or 8·2^k in [0, 1].</param>
    /// <returns>(N, classes), float32; owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public Tensor Logits(Tensor images)
    {
        CheckImages(images, "ImageClassifier.Logits");
        using var scope = NewDisposeScope();
        return _net.forward(Prepare(Devices.Send(images, _net.Device), _net.Side)).MoveToOuterDisposeScope(); // (N, classes)
    }

    /// <summary>Share of images whose highest score is their label.</summary>
    /// <param name="images">(N, C, S, S), C of 1 or 3, S of 28 or 8·2^k in [0, 1].</param>
    /// <param name="labels">(N,), int64, 0 … classes−1, on the same device.</param>
    /// <returns>0 … 1.</returns>
    /// <exception cref="ArgumentException">Wrong shapes, types or labels.</exception>
    public double Accuracy(Tensor images, Tensor labels)
    {
        CheckImages(images, "ImageClassifier.Accuracy");
        CheckLabels(images, labels, _net.Classes, "ImageClassifier.Accuracy");
        using var scope = NewDisposeScope();
        var predicted = MiniBatches.Map(images, piece => Logits(piece).argmax(1)); // (N,)
        return (predicted.to(labels.device) == labels).sum().item<long>() / (double)images.shape[0];
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose() => _net.Dispose();

    static Tensor Prepare(Tensor images, long side)
    {
        var border = (side - images.shape[2]) / 2;
        var x = images.to(float32);
        return border == 0 ? x : F.pad(x, [border, border, border, border]); // (N, C, S, S)
    }

    void CheckImages(Tensor images, string operation)
    {
        if (images.ndim != 4 || images.shape[0] < 1 || images.shape[1] != _net.Channels || images.shape[2] != images.shape[3] ||
            ClassifierNet.SideFor(images.shape[2]) != _net.Side || !images.is_floating_point())
        {
            var shape = $"(N, {_net.Channels}, {_net.Side}, {_net.Side}){(_net.Side == 32 ? " or of 28x28" : "")}";
            throw new ArgumentException(
                $"{operation}: expected floating-point images {shape} in [0, 1], as in training, " +
                $"got {Shape.Text(images)} {images.dtype}; convert them.");
        }
    }

    static void CheckLabels(Tensor images, Tensor labels, long classes, string operation)
    {
        if (labels.ndim != 1 || labels.shape[0] != images.shape[0] || labels.dtype != int64)
        {
            throw new ArgumentException(
                $"{operation}: expected {images.shape[0]} int64 labels, one for each image, " +
                $"got {Shape.Text(labels)} {labels.dtype}; use labels.to(int64).");
        }
        using var scope = NewDisposeScope();
        var (low, high) = (labels.min().item<long>(), labels.max().item<long>());
        if (low < 0 || high >= classes)
            throw new ArgumentException($"{operation}: expected labels 0 … {classes - 1}, got {low} … {high}; set Classes or map them.");
    }
}
