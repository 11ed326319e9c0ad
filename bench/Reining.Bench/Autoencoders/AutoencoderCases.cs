using System.Globalization;
using System.Text.Json.Nodes;
using Reining.Data;
using Reining.Models;
using Reining.Torch;
using Reining.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Bench.Autoencoders;

/// <summary>What the benchmarks of the MNIST net share: digits, weights and settings that every side gets.</summary>
static class AutoencoderCases
{
    const int Batches = 20; // different ones, then again from the first
    const double LearningRate = 1e-4; // low, because early training grows rounding errors with it and the sides' losses are compared

    /// <summary>A case for each width: the model's weights, digits, and what the benchmark adds.</summary>
    public static IEnumerable<BenchCase> Of(
        BenchOptions options, Func<ConvNetOptions, Generator, Autoencoder> make, JsonObject more, params BenchArray[] arrays)
    {
        var bytes = Digits(options.Batch);
        return options.Widths.Order().Select(width => Case(width, options, make, more, [bytes, .. arrays]));
    }

    /// <summary>Digits for twenty batches, as bytes.</summary>
    public static BenchArray Digits(int batch)
    {
        new DataCache(report: Console.Error.WriteLine).Ensure("mnist");
        var digits = Mnist.Load().Train;
        if (digits.Count / Batches < batch)
            throw new ArgumentException($"--batch: expected at most {digits.Count / Batches}, got {batch}.");
        var images = digits.Take(Batches * batch);
        var pixels = Enumerable.Range(0, images.Count).SelectMany(i => images.Pixels(i).ToArray()).ToArray();
        return new BenchArray("images", ScalarType.Byte, [images.Count, 1, images.Height, images.Width], pixels);
    }

    /// <summary>The model of a piece of work with its weights, on the case's device.</summary>
    public static T Model<T>(BenchInput input, Func<ConvNetOptions, Generator, T> make) where T : Autoencoder
    {
        using var random = RandomStream.Generator(0, RandomPurpose.Weights);
        var model = make(ConvNetOptions.Mnist(input.Int("width"), input.Int("latent")), random);
        using var scope = NewDisposeScope();
        var names = Weights.Named(model).Select(w => w.Key).ToHashSet();
        Weights.Copy(model, input.Arrays.Where(a => names.Contains(a.Name)).ToDictionary(a => a.Name, a => a.ToTensor()), "the benchmark");
        if (input.Compute.Device.type != DeviceType.CPU)
            model.to(input.Compute.Device);
        return model;
    }

    /// <summary>The digits of a piece of work.</summary>
    public static LabeledImages Images(BenchInput input)
    {
        var images = input.Array("images");
        return new LabeledImages(
            "benchmark", images.Bytes, new byte[images.Shape[0]], 1, (int)images.Shape[2], (int)images.Shape[3], ["digit"]);
    }

    static BenchCase Case(
        int width, BenchOptions options, Func<ConvNetOptions, Generator, Autoencoder> make, JsonObject more, BenchArray[] arrays)
    {
        var net = ConvNetOptions.Mnist(width);
        using var scope = NewDisposeScope();
        using var random = RandomStream.Generator(1, RandomPurpose.Weights);
        using var model = make(net, random);
        var settings = more.DeepClone().AsObject();
        settings["width"] = width;
        settings["latent"] = net.LatentSize;
        settings["batch"] = options.Batch;
        settings["learning_rate"] = LearningRate;
        return new BenchCase(
            width,
            string.Create(
                CultureInfo.InvariantCulture,
                $"images {options.Batch}x{net.Channels}x{net.Side}x{net.Side}, codes {options.Batch}x{net.LatentSize}, " +
                $"{model.ParameterCount} parameters"),
            new BenchInput(options.Place(settings), [.. Weights.Named(model).Select(w => BenchArray.Of(w.Key, w.Value)), .. arrays]));
    }
}
