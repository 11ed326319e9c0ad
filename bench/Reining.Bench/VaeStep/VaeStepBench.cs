using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Reining.Bench.Autoencoders;
using Reining.Models;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Bench.VaeStep;

/// <summary>One training step of the VAE on MNIST digits; every side draws the same noise from libtorch's generator.</summary>
public sealed class VaeStepBench : IBench
{
    const double KlWeight = 0.312; // the author's (rae.md §2.3)
    const int Seeds = 4096; // of the noise of as many steps

    public string Name => "vae-step";

    public string Description => "A training step of the variational autoencoder (MNIST net).";

    public string Work => "training steps: batch from bytes, noise, forward, backward, Adam";

    public IReadOnlyList<string> PythonScripts => ["nets.py", "vae_step.py"];

    public IEnumerable<BenchCase> Cases(BenchOptions options)
    {
        var seeds = Enumerable.Range(0, Seeds).Select(step => RandomStream.Seed(Engines.Seed, RandomPurpose.Step, step)).ToArray();
        return AutoencoderCases.Of(
            options, Make, new JsonObject { ["kl_weight"] = KlWeight },
            new BenchArray("seeds", ScalarType.Int64, [Seeds], MemoryMarshal.AsBytes(seeds.AsSpan()).ToArray()));
    }

    public IWorkload Prepare(Side side, BenchInput input)
    {
        if (side == Side.Reining)
            return new StepOurs(input, AutoencoderCases.Model(input, Make));
        var plain = StepPlain.Load(input, new PlainVae(input.Int("width"), input.Int("latent")));
        return new StepPlain(input, plain, (x, step) =>
        {
            using var random = RandomStream.Generator(Engines.Seed, RandomPurpose.Step, step);
            var noise = randn(x.shape[0], input.Int("latent"), generator: random).to(x.device);
            var (mu, logSigma, images) = plain.forward(x, noise);
            var kl = ((2 * logSigma).exp() + mu.square() - 1 - 2 * logSigma).sum(1) * 0.5;
            return (x - images).square().sum() / x.shape[0] + kl.mean() * KlWeight;
        });
    }

    static Vae Make(ConvNetOptions net, Generator random) => new(new VaeOptions(net, KlWeight), random);
}
