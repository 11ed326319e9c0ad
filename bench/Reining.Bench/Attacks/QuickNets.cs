using Reining.Attacks;
using Reining.Data;
using Reining.Models;
using Reining.Torch;
using Reining.Training;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Bench.Attacks;

/// <summary>The two trained nets: plainly, and on the images of an attack. Trained once, then read from a folder.</summary>
static class QuickNets
{
    const int Batch = 128, PlainEpochs = 3, AdversarialEpochs = 8, AttackSteps = 10;
    const double Epsilon = 0.3, Ramp = 0.4, RelativeStep = 0.25, LearningRate = 1e-3;

    public static readonly IReadOnlyList<string> Names = ["plain", "adversarial"];

    /// <summary>A net of <see cref="Names"/>, with its parameters frozen.</summary>
    public static QuickNet Get(string name, string folder, Action<string> report)
    {
        using var random = new Generator(Engines.Seed, CPU);
        var net = new QuickNet(random);
        var path = Path.Combine(folder, $"{name}.safetensors");
        if (File.Exists(path))
        {
            Weights.Load(net, path);
        }
        else
        {
            Train(net, adversarial: name == "adversarial", report);
            Directory.CreateDirectory(folder);
            Weights.Save(net, path);
        }
        foreach (var parameter in net.parameters())
            parameter.requires_grad_(false);
        return net;
    }

    static void Train(QuickNet net, bool adversarial, Action<string> report)
    {
        var digits = Mnist.Load().Train;
        var perEpoch = digits.Count / Batch;
        var steps = (adversarial ? AdversarialEpochs : PlainEpochs) * perEpoch;
        var sampler = new BatchSampler(digits.Count, Batch, Engines.Seed);
        var model = new AttackedModel(net.forward) { BatchSize = Batch };
        new TrainingLoop<(Tensor Images, Tensor Labels, long Step)>(new()
        {
            Steps = steps,
            BatchSize = Batch,
            Batch = (step, _) => (digits.Images(sampler.Batch(step)), digits.Labels(sampler.Batch(step)), step),
            Nets = [new("classifier", net, new AdamOptions(LearningRate)) { Schedule = new Schedule.Cosine() }],
            Phases = [new("classifier", ["classifier"], (b, _) => new LossTerms(F.cross_entropy(net.forward(Seen(b)), b.Labels)))],
            StatsSteps = perEpoch,
        })
        {
            OnProgress = p => report($"{(adversarial ? "adversarial" : "plain")} net: step {p.Step} of {steps}, loss {p.Loss:0.000}"),
        }.Run();

        // The ramp matters: with the whole ε from the start the loss stays at chance for epochs.
        Tensor Seen((Tensor Images, Tensor Labels, long Step) batch) => !adversarial ? batch.Images : new ProjectedGradientDescent
        {
            Steps = AttackSteps,
            RelativeStep = RelativeStep,
            LeaveBroken = false,
            Seed = (ulong)batch.Step,
        }.Attack(model, batch.Images, new Untargeted(batch.Labels), new ThreatModel(
            PerturbationNorm.LInfinity, Epsilon * Math.Min(1, batch.Step / (Ramp * steps)))).Images;
    }
}
