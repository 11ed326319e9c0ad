using System.Text.Json.Nodes;
using Reining.Data;
using Reining.Models;
using Reining.Torch;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Bench.RaeStep;

/// <summary>One training step of the RAE with latent penalty on MNIST digits: from bytes to updated weights.</summary>
public sealed class RaeStepBench : IBench
{
    const int Batches = 20; // different ones, then again from the first
    const double LatentWeight = 0.064; // the author's (rae.md §2.3)
    const double LearningRate = 1e-4; // low, because early training grows rounding errors with it and the sides' losses are compared

    public string Name => "rae-step";

    public string Description => "A training step of the regularized autoencoder (MNIST net).";

    public string Work => "training steps: batch from bytes, forward, backward, Adam";

    public string PythonScript => "rae_step.py";

    public IEnumerable<BenchCase> Cases(BenchOptions options)
    {
        new DataCache(report: Console.Error.WriteLine).Ensure("mnist");
        var digits = Mnist.Load().Train;
        if (digits.Count / Batches < options.Batch)
            throw new ArgumentException($"--batch: expected at most {digits.Count / Batches}, got {options.Batch}.");
        var images = digits.Take(Batches * options.Batch);
        var pixels = Enumerable.Range(0, images.Count).SelectMany(i => images.Pixels(i).ToArray()).ToArray();
        return options.Widths.Order().Select(width => Case(width, options.Batch, images, pixels));
    }

    public IWorkload Prepare(Side side, BenchInput input) => side switch
    {
        Side.Reining => new RaeStepOurs(input),
        Side.TorchSharp => new RaeStepPlain(input),
        _ => throw new ArgumentOutOfRangeException(nameof(side), side, "RaeStep: no such side."),
    };

    public Profile? Profile(BenchCase piece, BenchOptions options) => new RaeStepProfile(piece, options).Measure();

    /// <summary>The model of a piece of work with its weights.</summary>
    internal static RegularizedAutoencoder Model(BenchInput input)
    {
        var net = ConvNetOptions.Mnist(input.Int("width"), input.Int("latent"));
        using var random = RandomStream.Generator(0, RandomPurpose.Weights);
        var model = new RegularizedAutoencoder(new RegularizedAutoencoderOptions(net, input.Number("latent_weight")), random);
        using var scope = NewDisposeScope();
        Weights.Copy(model, input.Tensors(without: "images"), "the benchmark");
        return model;
    }

    /// <summary>The digits of a piece of work.</summary>
    internal static LabeledImages Images(BenchInput input)
    {
        var images = input.Array("images");
        return new LabeledImages("benchmark", images.Bytes, new byte[images.Shape[0]], 1, (int)images.Shape[2], (int)images.Shape[3], ["digit"]);
    }

    static BenchCase Case(int width, int batch, LabeledImages images, byte[] pixels)
    {
        var net = ConvNetOptions.Mnist(width);
        using var scope = NewDisposeScope();
        using var random = RandomStream.Generator(1, RandomPurpose.Weights);
        using var model = new RegularizedAutoencoder(new RegularizedAutoencoderOptions(net, LatentWeight), random);
        var settings = new JsonObject
        {
            ["width"] = width,
            ["latent"] = net.LatentSize,
            ["batch"] = batch,
            ["latent_weight"] = LatentWeight,
            ["learning_rate"] = LearningRate,
        };
        return new BenchCase(
            width,
            FormattableString.Invariant($"images {batch}x{net.Channels}x{net.Side}x{net.Side}, codes {batch}x{net.LatentSize}, {model.ParameterCount} parameters"),
            new BenchInput(settings, [.. Weights.Named(model).Select(w => BenchArray.Of(w.Key, w.Value)), new("images", ScalarType.Byte, [images.Count, 1, images.Height, images.Width], pixels)]));
    }
}
