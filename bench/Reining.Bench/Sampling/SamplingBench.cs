using Reining.Bench.Autoencoders;
using Reining.Models;
using static TorchSharp.torch;

namespace Reining.Bench.Sampling;

/// <summary>Images of a batch of codes by the decoder in evaluation mode, without gradients.</summary>
public sealed class SamplingBench : IBench
{
    public string Name => "sampling";

    public string Description => "Images from codes by the decoder of the MNIST net.";

    public string Work => "batches of images decoded from codes, evaluation mode";

    public IReadOnlyList<string> PythonScripts => ["nets.py", "sampling.py"];

    public IEnumerable<BenchCase> Cases(BenchOptions options)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(Engines.Seed);
        var codes = BenchArray.Of("codes", randn(options.Batch, ConvNetOptions.Mnist().LatentSize, generator: random));
        return [.. AutoencoderCases.Of(options, Make, [], codes)];
    }

    public IWorkload Prepare(Side side, BenchInput input)
    {
        var codes = input.Array("codes").ToTensor().to(input.Compute.Device); // (B, d)
        if (side == Side.Reining)
        {
            var model = AutoencoderCases.Model(input, Make);
            model.eval();
            return new Workload(Engines.Ours, () =>
            {
                using (input.Compute.Cast())
                    return model.Decode(codes).sum() / codes.shape[0];
            });
        }
        var plain = StepPlain.Load(input, new PlainAutoencoder(input.Int("width"), input.Int("latent")));
        plain.eval();
        return new Workload(Engines.Plain, () => plain.Decode(codes).sum() / codes.shape[0]);
    }

    static RegularizedAutoencoder Make(ConvNetOptions net, Generator random) => new(new RegularizedAutoencoderOptions(net), random);
}
