using Reining.Attacks;
using Reining.Data;
using Reining.Metrics;
using Reining.Models;
using Reining.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Bench.Attacks;

/// <summary>Projected gradient descent on the classifier of digits: forward pass, gradient of the pixels, step, projection,
/// and of each image the best point.</summary>
public sealed class AttackBench : IBench
{
    const int Images = 200, Steps = 40;
    const double Epsilon = 0.3, StepSize = 0.01;

    public string Name => "attack-pgd";

    public string Description => "Projected gradient descent of 40 steps on 200 digits.";

    public string Work => $"attacks of {Steps} steps on {Images} digits, --batch at once";

    public IReadOnlyList<string> PythonScripts => ["nets.py", "attack_pgd.py"];

    public IEnumerable<BenchCase> Cases(BenchOptions options)
    {
        new DataCache(report: Console.Error.WriteLine).Ensure("mnist");
        using var scope = NewDisposeScope();
        using var random = new Generator(Engines.Seed);
        var net = new ClassifierNet(1, 32, width: 16, features: 64, classes: 10, random);
        var digits = Mnist.Load().Test.Take(Images);
        var arrays = Weights.Named(net).Select(w => BenchArray.Of(w.Key, w.Value))
            .Append(BenchArray.Of("images", (digits.Images(pad: 2) * 255).to(ScalarType.Byte)))
            .Append(BenchArray.Of("labels", digits.Labels()));
        var settings =
            options.Place(new() { ["batch"] = options.Batch, ["steps"] = Steps, ["epsilon"] = Epsilon, ["step_size"] = StepSize });
        yield return new BenchCase(Images, $"{Images} images 1x32x32, {Steps} steps", new BenchInput(settings, [.. arrays]))
        {
            Label = $"{Images} images"
        };
    }

    public IWorkload Prepare(Side side, BenchInput input)
    {
        var images = (input.Array("images").ToTensor().to(ScalarType.Float32) / 255).to(input.Compute.Device); // (n, 1, 32, 32)
        var labels = input.Array("labels").ToTensor().to(input.Compute.Device);
        var weights = input.Arrays.Where(a => a.Name is not ("images" or "labels"))
            .ToDictionary(a => a.Name, a => a.ToTensor().to(input.Compute.Device));
        var batch = input.Int("batch");
        if (side == Side.TorchSharp)
            return new Workload(
                Engines.Plain, () => cat([.. images.split(batch).Zip(labels.split(batch), (x, y) => PlainAttack(weights, x, y))]).mean());
        var classifier = ImageClassifier.Of(weights, "the benchmark", input.Compute.Device);
        var model = new AttackedModel(Scores) { BatchSize = batch };
        var attack = new ProjectedGradientDescent
        {
            Steps = Steps,
            RelativeStep = StepSize / Epsilon,
            RandomStart = false,
            LeaveBroken = false
        };
        return new Workload(
            Engines.Ours,
            () => attack.Attack(model, images, new Untargeted(labels), new ThreatModel(PerturbationNorm.LInfinity, Epsilon)).Losses.mean());

        Tensor Scores(Tensor x)
        {
            using (input.Compute.Cast())
                return classifier.Logits(x).to(ScalarType.Float32);
        }
    }

    static Tensor PlainAttack(Dictionary<string, Tensor> w, Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var (point, highest, best) = (images, default(Tensor), images);
        for (var step = 0; step <= Steps; step++)
        {
            using var one = NewDisposeScope();
            var x = point.detach().requires_grad_(true);
            using var gradients = set_grad_enabled(step < Steps);
            var losses = Losses(w, x, labels);
            var higher = highest is null ? ones_like(losses, ScalarType.Bool) : losses > highest;
            best = where(higher.view(-1, 1, 1, 1), point, best).MoveToOtherDisposeScope(scope);
            highest = (highest is null ? losses.detach() : maximum(losses.detach(), highest)).MoveToOtherDisposeScope(scope);
            if (step == Steps)
                break;
            var gradient = autograd.grad([losses.sum()], [x])[0];
            point = (images + (point + StepSize * gradient.sign() - images).clamp(-Epsilon, Epsilon))
                .clamp(0, 1)
                .MoveToOtherDisposeScope(scope);
        }
        return highest!.MoveToOuterDisposeScope();
    }

    static Tensor Losses(Dictionary<string, Tensor> w, Tensor x, Tensor labels) =>
        F.cross_entropy(F.linear(PlainClassifier.Features(w, x), w["head.weight"], w["head.bias"]), labels, reduction: nn.Reduction.None);
}
