using Reining.Torch;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Metrics;

/// <summary>
/// A small convolutional classifier of gray digits. Its penultimate layer gives the 64 features of the substitute Fréchet distance.
/// </summary>
/// <remarks>
/// Fact sheet rae.md §9: features of a classifier trained on the labels of the training split; to be called "Fréchet distance on
/// classifier features", never FID. Images of 28×28 are padded by 2 to 32×32, the size that the thesis's MNIST net sees.
/// Net: conv 4×4 stride 2 to 16, ReLU; conv 4×4 stride 2 to 32, ReLU; dense 64, ReLU (the features); dense 10.
/// </remarks>
public sealed class DigitClassifier : IFeatureExtractor, IDisposable
{
    readonly DigitNet _net;

    DigitClassifier(DigitNet net)
    {
        _net = net;
        foreach (var parameter in net.parameters())
            parameter.requires_grad_(false); // a loss on its features differentiates the images alone
    }

    /// <inheritdoc/>
    public string Name => "digit classifier, 64 features";

    /// <inheritdoc/>
    public long Dimensions => DigitNet.Width;

    /// <summary>Trains by Adam on cross-entropy, on the images' device; equal seeds give equal weights on one machine.</summary>
    /// <param name="images">(N, 1, 28, 28) or (N, 1, 32, 32), floating, in [0, 1]; the training split only.</param>
    /// <param name="labels">(N,), int64, 0 … 9, on the same device.</param>
    /// <param name="options">Defaults: <see cref="DigitClassifierOptions"/>.</param>
    /// <param name="progress">Called after every step with the step, from 1, and its loss in nats; reading the loss waits for the device.</param>
    /// <exception cref="ArgumentException">Wrong shapes, types or labels.</exception>
    public static DigitClassifier Train(Tensor images, Tensor labels, DigitClassifierOptions? options = null, Action<int, double>? progress = null)
    {
        options ??= new DigitClassifierOptions();
        CheckImages(images, "DigitClassifier.Train");
        CheckLabels(images, labels, "DigitClassifier.Train");
        using var training = NewDisposeScope();
        using var gradients = enable_grad();
        using var generator = new Generator(unchecked((ulong)options.Seed), CPU);
        var net = new DigitNet(generator);
        net.to(images.device);
        using var adam = new Adam(net, new AdamOptions(options.LearningRate));
        var shifts = new Random(options.Seed);
        var n = images.shape[0];
        var batch = Math.Min(options.BatchSize, n);
        var order = empty(n, dtype: int64, device: images.device);
        for (var (step, position) = (1, n); step <= options.Steps; step++, position += batch)
        {
            using var scope = NewDisposeScope();
            if (position + batch > n)
            {
                order.copy_(randperm(n, generator: generator));
                position = 0;
            }
            var rows = order.narrow(0, position, batch); // (B,)
            // One shift a batch, by at most the border of 2 zeros: a few thousand digits then suffice.
            var x = Prepare(images.index_select(0, rows)).roll([shifts.Next(-2, 3), shifts.Next(-2, 3)], [2, 3]); // (B, 1, 32, 32)
            var loss = F.cross_entropy(net.forward(x), labels.index_select(0, rows));
            adam.LearningRate = options.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * (step - 1) / options.Steps));
            adam.ZeroGrad();
            loss.backward();
            adam.Step();
            progress?.Invoke(step, loss.item<float>());
        }
        adam.ZeroGrad();
        return new DigitClassifier(net);
    }

    /// <summary>Reads weights that <see cref="Save"/> wrote.</summary>
    /// <param name="path">A safetensors file.</param>
    /// <exception cref="InvalidDataException">No safetensors, or weights of another net.</exception>
    public static DigitClassifier Load(string path)
    {
        using var generator = new Generator(0, CPU);
        var net = new DigitNet(generator);
        Weights.Load(net, path);
        return new DigitClassifier(net);
    }

    /// <summary>Writes the weights as safetensors.</summary>
    /// <exception cref="IOException">The folder cannot be written or the disk is full.</exception>
    public void Save(string path) => Weights.Save(_net, path);

    /// <inheritdoc/>
    public Tensor Features(Tensor images)
    {
        CheckImages(images, "DigitClassifier.Features");
        using var scope = NewDisposeScope();
        return _net.Features(Prepare(images)).MoveToOuterDisposeScope(); // (N, 64)
    }

    /// <summary>Class scores before the softmax.</summary>
    /// <param name="images">(N, 1, 28, 28) or (N, 1, 32, 32) in [0, 1].</param>
    /// <returns>(N, 10), float32; owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public Tensor Logits(Tensor images)
    {
        CheckImages(images, "DigitClassifier.Logits");
        using var scope = NewDisposeScope();
        return _net.forward(Prepare(images)).MoveToOuterDisposeScope(); // (N, 10)
    }

    /// <summary>Share of images whose highest score is their label.</summary>
    /// <param name="images">(N, 1, 28, 28) or (N, 1, 32, 32) in [0, 1].</param>
    /// <param name="labels">(N,), int64, 0 … 9, on the same device.</param>
    /// <returns>0 … 1.</returns>
    /// <exception cref="ArgumentException">Wrong shapes, types or labels.</exception>
    public double Accuracy(Tensor images, Tensor labels)
    {
        CheckImages(images, "DigitClassifier.Accuracy");
        CheckLabels(images, labels, "DigitClassifier.Accuracy");
        using var scope = NewDisposeScope();
        var predicted = MiniBatches.Map(images, piece => Logits(piece).argmax(1)); // (N,)
        return (predicted == labels).sum().item<long>() / (double)images.shape[0];
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose() => _net.Dispose();

    static Tensor Prepare(Tensor images)
    {
        var border = (DigitNet.Side - images.shape[2]) / 2;
        var x = images.to(float32);
        return border == 0 ? x : F.pad(x, [border, border, border, border]); // (N, 1, 32, 32)
    }

    static void CheckImages(Tensor images, string operation)
    {
        if (images.ndim != 4 || images.shape[0] < 1 || images.shape[1] != 1 || images.shape[2] != images.shape[3] || images.shape[2] is not (28 or DigitNet.Side) || !images.is_floating_point())
            throw new ArgumentException($"{operation}: expected floating-point images (N, 1, 28, 28) or (N, 1, 32, 32), got {Shape.Text(images)} {images.dtype}; convert to one gray channel in [0, 1].");
    }

    static void CheckLabels(Tensor images, Tensor labels, string operation)
    {
        if (labels.ndim != 1 || labels.shape[0] != images.shape[0] || labels.dtype != int64)
            throw new ArgumentException($"{operation}: expected {images.shape[0]} int64 labels, one for each image, got {Shape.Text(labels)} {labels.dtype}; use labels.to(int64).");
        using var scope = NewDisposeScope();
        var (low, high) = (labels.min().item<long>(), labels.max().item<long>());
        if (low < 0 || high >= DigitNet.Classes)
            throw new ArgumentException($"{operation}: expected labels 0 … {DigitNet.Classes - 1}, got {low} … {high}; map the classes to digits.");
    }
}
