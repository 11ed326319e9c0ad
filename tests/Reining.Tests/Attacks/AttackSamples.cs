using Reining.Attacks;
using static TorchSharp.torch;

namespace Reining.Tests.Attacks;

/// <summary>Small images and models whose answers are known.</summary>
static class AttackSamples
{
    public const long Classes = 5, Side = 6;

    public static Tensor Uniform(long count, double from, double to, ulong seed = 1)
    {
        using var random = new Generator(seed, CPU);
        return rand([count, 1, Side, Side], generator: random) * (to - from) + from; // (N, 1, 6, 6)
    }

    /// <summary>Classes × pixels.</summary>
    public static Tensor Weights(ulong seed = 7)
    {
        using var random = new Generator(seed, CPU);
        return randn([Classes, Side * Side], generator: random) / Side; // (5, 36)
    }

    /// <summary>Scores x·wₖ, or of its sine, which has as many maxima as one wants.</summary>
    public static AttackedModel Linear(Tensor w, int batch = 500) => new(x => x.flatten(1).mm(w.t())) { BatchSize = batch };

    /// <summary>A bent model with borders that are no planes.</summary>
    public static AttackedModel Bent(int batch = 500)
    {
        var (w, v) = (Weights() * 3, Weights(8));
        return new(x => (x.flatten(1).mm(w.t()).sin() + x.flatten(1).mm(v.t()))) { BatchSize = batch };
    }

    /// <summary>Whether all bits are equal.</summary>
    public static bool SameAs(this Tensor a, Tensor b) =>
        a.dtype == b.dtype && a.shape.SequenceEqual(b.shape) && a.contiguous().bytes.SequenceEqual(b.contiguous().bytes);

    public static Untargeted Labels(AttackedModel model, Tensor images) => new(model.Decide(images));

    /// <summary>Every attack with a fixed budget, cheap.</summary>
    public static readonly Dictionary<string, BudgetAttack> Budget = new()
    {
        ["fgsm"] = new FastGradientSign(),
        ["bim"] = new BasicIterative(),
        ["mim"] = new MomentumIterative(),
        ["pgd"] = new ProjectedGradientDescent { Steps = 10, RelativeStep = 0.2, Restarts = 2 },
        ["apgd"] = new AutoPgd { Steps = 12 },
        ["apgd-ratio"] = new AutoPgd { Steps = 12, Loss = AttackLoss.LogitRatio, Restarts = 2 },
        ["apgd-targets"] = new AutoPgd { Steps = 12, Loss = AttackLoss.LogitRatio, Targets = 3 },
        ["fab"] = new WithinBudget(new FastAdaptiveBoundary { Steps = 8 }),
        ["fab-targets"] = new WithinBudget(new FastAdaptiveBoundary { Steps = 8, Targets = 9, Restarts = 2 }),
        ["square"] = new SquareAttack { Queries = 60, Restarts = 2 },
        ["noise"] = new RandomNoise { Draws = 5 },
        ["orthogonal"] = new OrthogonalPgd(x => x.sum([1, 2, 3])) { Steps = 10 },
        ["selective"] = new OrthogonalPgd(x => x.sum([1, 2, 3])) { Steps = 10, Projection = GradientProjection.None },
        ["transfer"] = new Transfer(new BasicIterative(), Bent()),
    };

    /// <summary>Every attack that looks for the smallest change, cheap.</summary>
    public static readonly Dictionary<string, DistanceAttack> Distance = new()
    {
        ["fab"] = new FastAdaptiveBoundary { Steps = 10, Restarts = 2 },
        ["fab-2"] = new FastAdaptiveBoundary(PerturbationNorm.L2) { Steps = 10, Targets = 9 },
        ["fab-1"] = new FastAdaptiveBoundary(PerturbationNorm.L1) { Steps = 10 },
        ["cw"] = new CarliniWagner { SearchSteps = 3, Steps = 30, InitialConstant = 1 },
        ["deepfool"] = new DeepFool(),
        ["deepfool-inf"] = new DeepFool(PerturbationNorm.LInfinity),
        ["ddn"] = new DecoupledDirectionNorm { Steps = 20 },
        ["hopskipjump"] = new HopSkipJump { Steps = 2, Probes = 20 },
        ["hopskipjump-inf"] = new HopSkipJump(PerturbationNorm.LInfinity) { Steps = 2, Probes = 20 },
        ["boundary"] = new BoundaryAttack { Steps = 60 },
        ["pointwise"] = new Pointwise(),
        ["contrast"] = new ContrastReduction(),
        ["rotation"] = new Rotation { Degrees = 90 },
    };

    public static TheoryData<string> BudgetNames => [.. Budget.Keys];

    public static TheoryData<string> DistanceNames => [.. Distance.Keys];

    /// <summary>The budget attack of a name; those of a norm of their own in another one where they have it.</summary>
    public static BudgetAttack BudgetIn(string name, PerturbationNorm norm) =>
        Budget[name] is WithinBudget { Inner: FastAdaptiveBoundary f }
        ? new WithinBudget(new FastAdaptiveBoundary(norm) { Steps = f.Steps, Targets = f.Targets, Restarts = f.Restarts }) : Budget[name];
}
