using System.Diagnostics;
using Reining.Bench.Autoencoders;
using Reining.Models;
using Reining.Numerics;
using Reining.Torch;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Bench.RaeStep;

/// <summary>
/// Times each layer by itself, forward and backward, on the activations of a real batch, and whole steps in between. The layers follow
/// <see cref="ConvEncoder"/> and <see cref="ConvDecoder"/>; if they drift apart, the rest that the parts do not explain grows.
/// </summary>
sealed class RaeStepProfile(BenchCase piece, BenchOptions options)
{
    const int WarmUp = 3, PassesPerRound = 3;
    readonly Dictionary<string, Module> _layers = [];

    public Profile Measure()
    {
        set_num_threads(options.Threads);
        using var scope = NewDisposeScope();
        using var model = RaeStepBench.Model(piece.Input);
        using var adam = new Adam(model, new AdamOptions(piece.Input.Number("learning_rate")));
        var images = AutoencoderCases.Images(piece.Input);
        var indices = Enumerable.Range(0, options.Batch).ToArray();
        var whole = new StepOurs(piece.Input, RaeStepBench.Model(piece.Input));
        foreach (var (name, module) in model.named_modules())
            if (module is Module layer) _layers[name] = layer;
        model.train();
        var stages = Prepare(TrainingStep.Batch(images, indices, model.Net));

        var peak = PeakSpeed.Measure();
        List<double> steps = [], batches = [], updates = [];
        var times = stages.Select(_ => (Forward: new List<double>(), Backward: new List<double>())).ToArray();
        for (var pass = -WarmUp; pass < options.Rounds * PassesPerRound; pass++)
        {
            if (pass == 0)
                Clear();
            steps.Add(Ms(() => whole.Run(1)));
            batches.Add(Ms(() => TrainingStep.Batch(images, indices, model.Net).Dispose()));
            for (var i = 0; i < stages.Count; i++)
                stages[i].Time(times[i].Forward, times[i].Backward);
            updates.Add(Ms(() => adam.Step()));
            adam.ZeroGrad();
        }
        return new Profile(piece, Statistics.Median(steps), peak, [.. Parts()]);

        void Clear()
        {
            foreach (var list in times.SelectMany(t => new[] { t.Forward, t.Backward }).Concat([steps, batches, updates]))
                list.Clear();
        }

        IEnumerable<ProfilePart> Parts()
        {
            yield return new("batch conversion", "bytes to float32, padded", Statistics.Median(batches));
            for (var i = 0; i < stages.Count; i++)
                yield return new(stages[i].Group, $"{stages[i].Name} forward", Statistics.Median(times[i].Forward), stages[i].Operations);
            for (var i = stages.Count - 1; i >= 0; i--)
                yield return new(
                    $"{stages[i].Group}, backward", $"{stages[i].Name} backward", Statistics.Median(times[i].Backward),
                    stages[i].BackwardOperations);
            yield return new("optimizer", "fused Adam", Statistics.Median(updates));
        }
    }

    List<RaeStepStage> Prepare(Tensor images)
    {
        var stages = new List<RaeStepStage>();
        var h = images;
        Add("elementwise", "rescale", x => x * 2 - 1);
        for (var i = 1; i <= 4; i++)
        {
            Layer("convolution", $"encoder.conv{i}", outputSide: true);
            if (i == 1)
                Add("layout", "encoder channels last", Layout.ChannelsLast);
            Layer("batch norm", $"encoder.bn{i}");
            Add("elementwise", $"encoder relu {i}", x => nn.functional.relu(x));
        }
        Add("layout", "flatten", x => x.flatten(1));
        Layer("dense", "encoder.dense", outputSide: true);
        First();
        for (var i = 1; i <= 2; i++)
        {
            if (i > 1)
                Layer("transposed convolution", $"decoder.deconv{i}", outputSide: false);
            Layer("batch norm", $"decoder.bn{i}");
            Add("elementwise", $"decoder relu {i}", x => nn.functional.relu(x));
        }
        Layer("transposed convolution", "decoder.deconv3", outputSide: false);
        Add("elementwise", "sigmoid", sigmoid);
        Add("loss", "squared error", x => (images - x).square().sum() / images.shape[0]);
        return stages;

        // The decoder's linear layer and first transposed convolution as one map: on d + 1 images, then a product for each code.
        void First()
        {
            var decoder = (ConvDecoder)_layers["decoder"];
            var rows = h.shape[1] + 1;
            Add("transposed convolution", "decoder.dense and deconv1, by the basis", decoder.First);
            var convolution = 2.0 * _layers["decoder.deconv1"].parameters(false).First().numel() * 64 * rows;
            var operations = convolution + 2.0 * h.numel() * rows;
            stages[^1] = stages[^1] with { Operations = operations, BackwardOperations = 2 * operations };
        }

        void Layer(string group, string name, bool? outputSide = null)
        {
            var layer = _layers[name];
            var input = h;
            Add(group, name, layer.forward);
            if (outputSide is not { } output)
                return;
            var pixels = output ? h : input; // each weight meets each pixel of the smaller side once
            var operations = 2.0 * layer.parameters(false).First().numel() * pixels.numel() / pixels.shape[1];
            stages[^1] = stages[^1] with
            {
                Operations = operations,
                BackwardOperations = stages[^1].Input.requires_grad ? 2 * operations : operations
            };
        }

        void Add(string group, string name, Func<Tensor, Tensor> forward)
        {
            // As in the model, the images need no gradient, and so neither does the first convolution's input.
            var input = h.detach().requires_grad_(stages.Count > 1);
            h = forward(input);
            stages.Add(new RaeStepStage(group, name, input, forward, randn_like(h)));
        }
    }

    static double Ms(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalMilliseconds;
    }
}
