using System.Numerics;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Models;

/// <summary>The net of the image classifier: images (N, C, S, S), S of 16, 32, 64 …, to class scores (N, classes).</summary>
sealed class ClassifierNet : Module
{
    const int Smallest = 8;

    readonly List<Conv2d> _convs = [];
    readonly Linear _dense, _head;

    internal ClassifierNet(long channels, long side, long width, long features, long classes, Generator generator)
        : base(nameof(ClassifierNet))
    {
        (Channels, Side, Width, Classes) = (channels, side, features, classes);
        var (inputs, outputs) = (channels, width);
        for (var i = 0; i < BitOperations.Log2((ulong)(side / Smallest)); i++)
        {
            _convs.Add(Add($"conv{i + 1}", new Conv2d(inputs, outputs, 4, 2, generator)));
            (inputs, outputs) = (outputs, 2 * outputs);
        }
        _dense = Add("dense", new Linear(inputs * Smallest * Smallest, features, generator));
        _head = Add("head", new Linear(features, classes, generator));
    }

    /// <summary>Where the weights are.</summary>
    internal Device Device => _dense.Weight.device;

    internal long Channels { get; }

    internal long Side { get; }

    /// <summary>Length of a feature vector.</summary>
    internal long Width { get; }

    internal long Classes { get; }

    /// <summary>The side of the net for images of a side: 28 is padded to 32; others must be 8 times a power of 2, at least 16.
    /// Null when there is none.</summary>
    internal static long? SideFor(long images) =>
        images == 28 ? 32 : images >= 2 * Smallest && images % Smallest == 0 && BitOperations.IsPow2(images / Smallest) ? images : null;

    /// <summary>A net of the shapes that saved weights have.</summary>
    internal static ClassifierNet Like(IReadOnlyDictionary<string, Tensor> weights, string source)
    {
        if (!weights.TryGetValue("conv1.weight", out var first) || !weights.TryGetValue("head.weight", out var head) || first.ndim != 4 ||
            head.ndim != 2)
            throw new InvalidDataException(
                $"ImageClassifier.Load: expected conv1.weight and head.weight of a classifier in {source}, " +
                $"got {weights.Count} tensors of another net.");
        var stages =
            weights.Keys.Count(k => k.StartsWith("conv", StringComparison.Ordinal) && k.EndsWith(".weight", StringComparison.Ordinal));
        using var generator = new Generator(0, CPU);
        return new ClassifierNet(first.shape[1], Smallest << stages, first.shape[0], head.shape[1], head.shape[0], generator);
    }

    /// <summary>The penultimate layer, after its ReLU: (N, features).</summary>
    internal Tensor Features(Tensor x) => Layers(x)[^1];

    /// <summary>Every layer but the last, after its ReLU.</summary>
    internal List<Tensor> Layers(Tensor x)
    {
        CheckInput(x);
        var layers = new List<Tensor>();
        foreach (var conv in _convs)
            layers.Add(x = nn.functional.relu(conv.forward(x))); // (N, width·2^i, S/2^(i+1), S/2^(i+1))
        layers.Add(nn.functional.relu(_dense.forward(x.flatten(1)))); // (N, features)
        return layers;
    }

    /// <inheritdoc/>
    protected override void CheckInput(Tensor input) => Shape.Expect(input, nameof(ClassifierNet), -1, Channels, Side, Side);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => _head.forward(Features(input)); // (N, classes)
}
