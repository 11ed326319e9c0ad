using Reining.Attacks;
using Reining.Models;
using Reining.Torch;
using Reining.Training;
using static TorchSharp.torch;

namespace Reining.Tests.Child;

/// <summary>
/// What a user may get wrong, through the library. Each runs in a process of its own, because some native operations end the
/// process on a wrong shape; every one must instead throw, and the message must say what was expected and what came.
/// </summary>
public static class Misuses
{
    public static readonly Dictionary<string, Action> All = new()
    {
        ["linear-wrong-width"] = () => new Linear(4, 2, Seeded()).forward(zeros(3, 5)),
        ["linear-wrong-rank"] = () => new Linear(4, 2, Seeded()).forward(zeros(4)),
        ["linear-wrong-type"] = () => new Linear(4, 2, Seeded()).forward(zeros(3, 4, ScalarType.Float64)),
        ["conv-wrong-channels"] = () => new Conv2d(3, 4, 4, 2, Seeded()).forward(zeros(2, 1, 8, 8)),
        ["conv-wrong-rank"] = () => new Conv2d(3, 4, 4, 2, Seeded()).forward(zeros(3, 8)),
        ["conv-odd-side"] = () => new Conv2d(3, 4, 4, 2, Seeded()).forward(zeros(2, 3, 7, 7)),
        ["conv-wrong-type"] = () => new Conv2d(3, 4, 4, 2, Seeded()).forward(zeros(2, 3, 8, 8, ScalarType.Int64)),
        ["conv-kernel-below-stride"] = () => _ = new Conv2d(3, 4, 1, 2, Seeded()),
        ["deconv-wrong-channels"] = () => new ConvTranspose2d(3, 4, 4, 2, Seeded()).forward(zeros(2, 1, 8, 8)),
        ["deconv-kernel-below-stride"] = () => _ = new ConvTranspose2d(3, 4, 1, 2, Seeded()),
        ["norm-wrong-channels"] = () => new BatchNorm2d(4).forward(zeros(2, 3, 8, 8)),
        ["norm-wrong-rank"] = () => new BatchNorm2d(4).forward(zeros(2, 4)),
        ["norm-one-value"] = () => new BatchNorm2d(4).forward(zeros(1, 4, 1, 1)),
        ["matmul-inner-size"] = () => Shape.MatMul(zeros(2, 3), zeros(4, 5)),
        ["matmul-rank"] = () => Shape.MatMul(zeros(3), zeros(3)),
        ["matmul-type"] = () => Shape.MatMul(zeros(2, 3), zeros(3, 2, ScalarType.Float64)),
        ["encoder-wrong-side"] = () => Rae().Encode(zeros(2, 1, 28, 28)),
        ["decoder-wrong-latent"] = () => Rae().Decode(zeros(2, 5)),
        ["decoder-wrong-rank"] = () => Rae().Decode(zeros(4)),
        ["loss-wrong-channels"] = () => Rae().Loss(zeros(2, 3, 32, 32), Seeded()),
        ["penalty-wrong-batch"] = () => Rae(DecoderRegularizer.GradientPenalty, 1).Loss(zeros(2, 32, 32), Seeded()),
        ["vae-wrong-side"] = () => new Vae(new VaeOptions(ConvNetOptions.Mnist(2, 4), 1), Seeded()).Loss(zeros(2, 1, 16, 16), Seeded()),
        ["options-width"] = () => _ = ConvNetOptions.Mnist(width: 0),
        ["options-side"] = () => _ = ConvNetOptions.Mnist() with { Side = 28 },
        ["options-weight"] = () => _ = new RegularizedAutoencoderOptions(ConvNetOptions.Mnist(2, 4), LatentWeight: -1),
        ["options-learning-rate"] = () => _ = new AdamOptions(LearningRate: 0),
        ["options-weight-with"] = () => _ = new RegularizedAutoencoderOptions(ConvNetOptions.Mnist(2, 4)) with { LatentWeight = -1 },
        ["adam-without-gradient"] = () => new Adam(Rae(), new AdamOptions()).Step(),
        ["attack-on-a-detached-loss"] = () => Attack((x, _) => x.detach().sum([1, 2, 3])),
        ["attack-on-a-loss-without-gradients"] = () => Attack((x, _) =>
        {
            using var noGradients = no_grad();
            return x.sum([1, 2, 3]);
        }),
        ["attack-on-a-loss-without-the-images"] = () => Attack((x, _) => ones(x.shape[0], requires_grad: true) * 2),
        ["attack-on-a-loss-that-changes-its-graph"] = () => Attack((x, _) =>
        {
            var kept = x.exp();
            var loss = kept.sum([1, 2, 3]);
            kept.zero_();
            return loss;
        }),
        ["penalty-on-a-frozen-encoder"] = () =>
        {
            var model = Rae(DecoderRegularizer.GradientPenalty, 1);
            foreach (var (_, parameter) in model.named_parameters().Where(p => p.name.StartsWith("encoder", StringComparison.Ordinal)))
                parameter.requires_grad = false;
            model.Loss(zeros(2, 1, 32, 32), Seeded());
        },
        ["training-step-without-gradients"] = () =>
        {
            using var noGradients = no_grad();
            using var model = Rae();
            TrainingStep.Take(model, new Adam(model, new AdamOptions()), TrainCommand.Disks(2, 32), [0, 1], 1, 1);
        },
        ["unregistered-layer"] = () => new Forgetful().forward(zeros(1, 4)),
        ["weights-of-another-net"] = () =>
        {
            using var narrow = Rae();
            using var wide = new RegularizedAutoencoder(new RegularizedAutoencoderOptions(ConvNetOptions.Mnist(4, 4)), Seeded());
            Weights.Copy(narrow, Weights.Named(wide).ToDictionary(), "a wider net");
        },
    };

    public static int Run(string name)
    {
        // Cases that make a plain tensor first would reach TorchSharp before any type of the library.
        TorchRuntime.Load();
        try
        {
            All[name]();
            Console.WriteLine("no error");
            return 1;
        }
        catch (Exception e)
        {
            Console.WriteLine(e.Message);
            return 0;
        }
    }

    static void Attack(Func<Tensor, Tensor, Tensor> loss) =>
        new ProjectedGradientDescent { Steps = 1, Loss = AttackLoss.OfImages("misuse", (x, goal) => loss(x, goal.Index!)) }.Attack(
            new AttackedModel(x => x.flatten(1)), ones(2, 1, 4, 4) * 0.5, new Targeted(ones(2, int64)),
            new ThreatModel(PerturbationNorm.LInfinity, 0.1));

    static Generator Seeded() => new(1);

    static RegularizedAutoencoder Rae(DecoderRegularizer regularizer = DecoderRegularizer.None, double weight = 0) =>
        new(new RegularizedAutoencoderOptions(ConvNetOptions.Mnist(2, 4), 0.1, regularizer, weight), Seeded());

    sealed class Forgetful() : Module(nameof(Forgetful))
    {
        readonly Linear _layer = new(4, 2, new Generator(1));

        protected override Tensor Compute(Tensor input) => _layer.forward(input);
    }
}
