using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Reining.Bench.Autoencoders;
using Reining.Models;
using Reining.Torch;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Bench.InvGanStep;

/// <summary>
/// A whole iteration of the InvGAN with dense nets (MLP-S) and with convolutions (Conv-S): discriminator, its gradient penalty at each
/// eighth, generator and mapping, the moving average. Every side draws the same numbers from libtorch's generator.
/// </summary>
public sealed class InvGanStepBench : IBench
{
    const int Seeds = 4096; // of as many steps

    static readonly InvGanTraining Training = new(Seeds) { Adam = new(1e-4, Beta1: 0.5, Beta2: 0.99) };

    public string Name => "invgan-step";

    public string Description => "An iteration of the InvGAN: discriminator, lazy gradient penalty, generator and mapping.";

    public string Work => "iterations: batch from bytes, draws, three updates by Adam, moving average";

    public IReadOnlyList<string> PythonScripts => ["nets.py", "invgan_step.py"];

    public IEnumerable<BenchCase> Cases(BenchOptions options) =>
        [Case(options, "MLP-S", new()), Case(options, "Conv-S", InvGanOptions.ConvS)];

    static BenchCase Case(BenchOptions options, string label, InvGanOptions nets)
    {
        using var scope = NewDisposeScope();
        using var random = RandomStream.Generator(1, RandomPurpose.Weights);
        using var model = new InvGan(nets, random);
        var (sizes, loss) = (model.Settings, model.Settings.Loss);
        var seeds = Enumerable.Range(0, Seeds).Select(step => RandomStream.Seed(Training.Seed, RandomPurpose.Batch, step)).ToArray();
        var settings = new JsonObject
        {
            ["batch"] = options.Batch,
            ["prior"] = sizes.PriorSize,
            ["code"] = sizes.CodeSize,
            ["mapping"] = sizes.MappingWidth,
            ["width"] = sizes.Width,
            ["convolutional"] = sizes.Convolutional,
            ["features"] = sizes.Features,
            ["learning_rate"] = Training.Adam.LearningRate,
            ["beta1"] = Training.Adam.Beta1,
            ["beta2"] = Training.Adam.Beta2,
            ["generator_latent"] = loss.GeneratorLatentWeight,
            ["penalty"] = loss.PenaltyWeight,
            ["penalty_every"] = Training.PenaltyEvery,
            ["decay"] = Training.AverageDecay,
        };
        return new BenchCase(
            (int)sizes.Width,
            string.Create(
                CultureInfo.InvariantCulture,
                $"images {options.Batch}x1x{sizes.Side}x{sizes.Side}, codes {options.Batch}x{sizes.CodeSize}, " +
                $"{model.parameters().Sum(p => p.numel())} parameters"),
            new BenchInput(options.Place(settings),
            [
                .. Weights.Named(model).Select(w => BenchArray.Of(w.Key, w.Value)),
                AutoencoderCases.Digits(options.Batch),
                BenchArray.Of("codes", randn(options.Batch, sizes.CodeSize, generator: random)),
                new BenchArray("seeds", ScalarType.Int64, [Seeds], MemoryMarshal.AsBytes(seeds.AsSpan()).ToArray()),
            ]))
        { Label = label };
    }

    public IWorkload Prepare(Side side, BenchInput input) =>
        side == Side.Reining ? new InvGanStepOurs(input, Training) : new InvGanStepPlain(input);

    public Profile? Profile(BenchCase piece, BenchOptions options) => new InvGanStepProfile(piece, options, Training).Measure();
}
