using System.Text.Json.Nodes;
using Reining.Bench.Autoencoders;
using Reining.Models;
using static TorchSharp.torch;

namespace Reining.Bench.RaeStep;

/// <summary>One training step of the RAE with latent penalty on MNIST digits: from bytes to updated weights.</summary>
public sealed class RaeStepBench : IBench
{
    const double LatentWeight = 0.064; // the author's (rae.md §2.3)

    public string Name => "rae-step";

    public string Description => "A training step of the regularized autoencoder (MNIST net).";

    public string Work => "training steps: batch from bytes, forward, backward, Adam";

    public IReadOnlyList<string> PythonScripts => ["nets.py", "rae_step.py"];

    public IEnumerable<BenchCase> Cases(BenchOptions options) =>
        AutoencoderCases.Of(options, Make, new JsonObject { ["latent_weight"] = LatentWeight });

    public IWorkload Prepare(Side side, BenchInput input)
    {
        if (side == Side.Reining)
            return new StepOurs(input, Model(input));
        var plain = StepPlain.Load(input, new PlainAutoencoder(input.Int("width"), input.Int("latent")));
        return new StepPlain(input, plain, (x, _) =>
        {
            var (codes, images) = plain.forward(x);
            return (x - images).square().sum() / x.shape[0] + codes.square().sum() * (0.5 * LatentWeight / x.shape[0]);
        });
    }

    public Profile? Profile(BenchCase piece, BenchOptions options) => new RaeStepProfile(piece, options).Measure();

    internal static RegularizedAutoencoder Model(BenchInput input) => AutoencoderCases.Model(input, Make);

    static RegularizedAutoencoder Make(ConvNetOptions net, Generator random) =>
        new(new RegularizedAutoencoderOptions(net, LatentWeight), random);
}
