using Reining.Models;
using Reining.Training;
using Reining.Worlds;
using TorchSharp;
using static TorchSharp.torch;

namespace Reining.Bench.StyleGan;

/// <summary>A training step of a StyleGAN2 conditioned on images, 32×32: both nets, every sixteenth time R1, moving average.</summary>
public sealed class StyleGanStepBench : IBench
{
    const int Batch = 16, Batches = 16;
    const double Rate = 1e-4; // low, because early training grows rounding errors with it and the sides' losses are compared
    const double Gamma = 0.5;

    static readonly StyleGanOptions Options = StyleGanOptions.S32 with { Condition = ConditionForm.Images };

    public string Name => "stylegan2-step";

    public string Description => "A training step of StyleGAN2 conditioned on images, 32x32.";

    public string Work => "training steps: batch from bytes, discriminator, R1 every 16th, generator, Adam, moving average";

    public IReadOnlyList<string> PythonScripts => ["stylegan2_step.py"];

    public IEnumerable<BenchCase> Cases(BenchOptions options)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(Engines.Seed);
        using StyleGenerator generator = new(Options, random);
        using StyleDiscriminator discriminator = new(Options, random);
        using var heads = HeadSet.Render(100_000, Batches * Batch, Options.Side);
        BenchArray[] arrays =
        [
            .. Named("g.", generator), .. Named("d.", discriminator), BenchArray.Of("pictures", heads.Photos),
            BenchArray.Of("conditions", heads.Conditions),
            BenchArray.Of("latents", randn([heads.Count, Options.LatentSize], generator: random)),
        ];
        var settings = options.Place(new()
        {
            ["batch"] = Batch,
            ["learning_rate"] = Rate,
            ["gamma"] = Gamma,
            ["every"] = new AdversarialOptions(1).PenaltyEvery,
            ["half_life"] = new AdversarialOptions(1).HalfLife,
            ["side"] = Options.Side,
        });
        yield return new BenchCase(
            Options.Side, $"pictures {Batch}x3x32x32, conditions {Batch}x6x32x32, {generator.ParameterCount} and " +
            $"{discriminator.ParameterCount} parameters", new BenchInput(settings, arrays))
        {
            Label = "32x32"
        };

        static IEnumerable<BenchArray> Named(string prefix, nn.Module net) =>
            net.named_parameters().Select(p => BenchArray.Of(prefix + p.name, p.parameter));
    }

    public IWorkload Prepare(Side side, BenchInput input) => side == Side.Reining ? new Ours(input) : new PlainStyleGan(input);

    /// <summary>The step as the training loop takes it.</summary>
    sealed class Ours : IWorkload
    {
        readonly PlanSteps<AdversarialBatch> _steps;
        long _count;

        public Ours(BenchInput input)
        {
            using var random = new Generator(0);
            var device = input.Compute.Device;
            var generator = Filled(new StyleGenerator(Options, random), "g.", input);
            var discriminator = Filled(new StyleDiscriminator(Options, random), "d.", input);
            var (pictures, conditions, latents) = (Rows("pictures"), Rows("conditions"), Rows("latents"));
            var options = new AdversarialOptions(1 << 30) { LearningRate = Rate, Gamma = Gamma, BatchSize = Batch };
            _steps = new PlanSteps<AdversarialBatch>(AdversarialPlan.Of(generator, discriminator, options, (step, _) =>
            {
                var first = step * Batch % (Batches * Batch);
                return new AdversarialBatch(
                    HeadSet.Pictures(pictures.narrow(0, first, Batch)), latents.narrow(0, first, Batch),
                    HeadSet.Pictures(conditions.narrow(0, first, Batch)));
            }) with
            {
                Compute = input.Compute,
            });

            Tensor Rows(string name) => input.Array(name).ToTensor().to(device);
        }

        public string Engine { get; } = Engines.Ours;

        public double Run(int steps)
        {
            var value = double.NaN;
            for (var i = 0; i < steps; i++)
            {
                using var scope = NewDisposeScope();
                var terms = _steps.Take(_count++);
                if (i == steps - 1)
                    value = terms.Where(t => t.Name is "discriminator.loss" or "generator.loss").Sum(t => t.Value.ToDouble());
            }
            return value;
        }

        static T Filled<T>(T net, string prefix, BenchInput input) where T : nn.Module
        {
            using var scope = NewDisposeScope();
            using (no_grad())
            {
                foreach (var (name, parameter) in net.named_parameters())
                    parameter.copy_(input.Array(prefix + name).ToTensor());
            }
            net.to(input.Compute.Device);
            return net;
        }
    }
}
