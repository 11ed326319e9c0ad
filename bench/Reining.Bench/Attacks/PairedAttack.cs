using System.Text.Json.Nodes;
using Reining.Attacks;
using static TorchSharp.torch;

namespace Reining.Bench.Attacks;

/// <summary>An attack of this library and its twin in foolbox or the reference code of AutoAttack; python/attacks.py has the same
/// names.</summary>
/// <param name="Name">In results.</param>
/// <param name="Norm">Of its budgets.</param>
/// <param name="Settings">Numbers that both sides take.</param>
/// <param name="Run">Share of images that stand within each ε, and the median distance or NaN.</param>
sealed record PairedAttack(
    string Name, PerturbationNorm Norm, JsonObject Settings,
    Func<AttackedModel, Tensor, AttackGoal, IReadOnlyList<double>, ulong, (IReadOnlyList<double> Standing, double Median)> Run)
{
    /// <summary>Points by which the two may differ: those that see decisions only have more chance in them.</summary>
    public double Tolerance { get; init; } = 1;

    /// <summary>Runs with different random numbers whose mean is compared, where starts are random: one run of 200 images has a standard
    /// deviation of a point.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>Whether its speed counts.</summary>
    public bool Timed { get; init; }

    /// <summary>Budgets at which neither all nor no images stand.</summary>
    public double[] Epsilons(string net) => (Norm, net) switch
    {
        (PerturbationNorm.LInfinity, "plain") => [0.04, 0.07, 0.1],
        (PerturbationNorm.LInfinity, _) => [0.2, 0.25, 0.3],
        (PerturbationNorm.L2, "plain") => [0.6, 1, 1.4],
        (PerturbationNorm.L2, _) => [1, 1.5, 2],
        _ => [4, 8, 12],
    };

    public static readonly IReadOnlyList<PairedAttack> All = [
        Budget("fgsm", PerturbationNorm.LInfinity, [], (_, _) => new FastGradientSign()),
        Budget("bim", PerturbationNorm.LInfinity, new() { ["steps"] = 10, ["relative_step"] = 0.2 }, (s, _) => new BasicIterative
        {
            Steps = (int)s["steps"]!, RelativeStep = (double)s["relative_step"]!
        }),
        Budget("mim", PerturbationNorm.LInfinity, new() { ["steps"] = 10, ["relative_step"] = 0.1 }, (s, _) => new MomentumIterative
        {
            Steps = (int)s["steps"]!, RelativeStep = (double)s["relative_step"]!
        }),
        Budget("pgd", PerturbationNorm.LInfinity, new() { ["steps"] = 40, ["relative_step"] = 0.01 / 0.3 }, Pgd) with
        {
            Timed = true, Seeds = RandomStarts
        },
        Budget("pgd-2", PerturbationNorm.L2, new() { ["steps"] = 50, ["relative_step"] = 0.025 }, Pgd) with { Seeds = RandomStarts },
        Budget("apgd", PerturbationNorm.LInfinity, new() { ["steps"] = 100 }, Apgd) with { Timed = true, Seeds = RandomStarts },
        Budget("apgd-2", PerturbationNorm.L2, new() { ["steps"] = 100 }, Apgd) with { Seeds = RandomStarts },
        Budget("apgd-dlr", PerturbationNorm.LInfinity, new() { ["steps"] = 100 }, (s, seed) => Apgd(s, seed) with
        {
            Loss = AttackLoss.LogitRatio
        }) with { Seeds = RandomStarts },
        Budget("apgd-t", PerturbationNorm.LInfinity, new() { ["steps"] = 100, ["targets"] = 9 }, (s, seed) => Apgd(s, seed) with
        {
            Loss = AttackLoss.LogitRatio, Targets = (int)s["targets"]!
        }),
        Distance("fab", PerturbationNorm.LInfinity, new() { ["steps"] = 100, ["targets"] = 0 }, Fab),
        Distance("fab-2", PerturbationNorm.L2, new() { ["steps"] = 100, ["targets"] = 0 }, Fab),
        Distance("fab-2-exact", PerturbationNorm.L2, new() { ["steps"] = 100, ["targets"] = 0 }, Fab),
        Budget("fab-t", PerturbationNorm.LInfinity, new() { ["steps"] = 100, ["targets"] = 9 }, (s, _) => new WithinBudget(
            Fab(PerturbationNorm.LInfinity, s))) with { Timed = true },
        Budget("square", PerturbationNorm.LInfinity, new() { ["queries"] = 5000 }, Square) with
        {
            Tolerance = 2, Seeds = RandomStarts, Timed = true
        },
        Budget("square-2", PerturbationNorm.L2, new() { ["queries"] = 5000 }, Square) with { Tolerance = 2, Seeds = 2 * RandomStarts },
        new("autoattack", PerturbationNorm.LInfinity, [], (model, x, goal, epsilons, _) => ([.. epsilons.Select(e => AutoAttack
            .Standard(PerturbationNorm.LInfinity).Attack(model, x, goal, new(PerturbationNorm.LInfinity, e)).Result.RobustAccuracy)],
            double.NaN))
        {
            Timed = true
        },
        Distance("cw", PerturbationNorm.L2, new() { ["rounds"] = 9, ["steps"] = 300, ["rate"] = 0.02 }, (_, s) => new CarliniWagner
        {
            SearchSteps = (int)s["rounds"]!, Steps = (int)s["steps"]!, LearningRate = (double)s["rate"]!
        }) with { Timed = true },
        Distance("deepfool", PerturbationNorm.L2, [], (norm, _) => new DeepFool(norm)),
        Distance("deepfool-inf", PerturbationNorm.LInfinity, [], (norm, _) => new DeepFool(norm)),
        Distance("ddn", PerturbationNorm.L2, new() { ["steps"] = 100 }, (_, s) => new DecoupledDirectionNorm { Steps = (int)s["steps"]! }),
        Distance("boundary", PerturbationNorm.L2, new() { ["steps"] = 3000 }, (_, s) => new BoundaryAttack
        {
            Steps = (int)s["steps"]!
        }) with { Tolerance = 2 },
        Distance("hopskipjump", PerturbationNorm.L2, new() { ["steps"] = 20 }, (_, s) => new HopSkipJump { Steps = (int)s["steps"]! }) with
        {
            Tolerance = 2
        },
        Distance("pointwise", PerturbationNorm.L0, [], (_, _) => new Pointwise()) with { Tolerance = 2 },
    ];

    public static PairedAttack Named(string name) => All.FirstOrDefault(a => a.Name == name)
        ?? throw new ArgumentException($"Attack: expected one of {string.Join(", ", All.Select(a => a.Name))}, got '{name}'.");

    const int RandomStarts = 3;

    static ProjectedGradientDescent Pgd(JsonObject s, ulong seed) =>
        new() { Steps = (int)s["steps"]!, RelativeStep = (double)s["relative_step"]!, Seed = seed };

    static AutoPgd Apgd(JsonObject s, ulong seed) => new() { Steps = (int)s["steps"]!, Seed = seed };

    static SquareAttack Square(JsonObject s, ulong seed) => new() { Queries = (int)s["queries"]!, Seed = seed };

    static FastAdaptiveBoundary Fab(PerturbationNorm norm, JsonObject s) =>
        new(norm) { Steps = (int)s["steps"]!, Targets = (int)s["targets"]! };

    static PairedAttack Budget(string name, PerturbationNorm norm, JsonObject settings, Func<JsonObject, ulong, BudgetAttack> attack) =>
        new(name, norm, settings, (model, x, goal, epsilons, seed) =>
            ([.. epsilons.Select(e => attack(settings, seed).Attack(model, x, goal, new(norm, e)).RobustAccuracy)], double.NaN));

    static PairedAttack Distance(
        string name, PerturbationNorm norm, JsonObject settings, Func<PerturbationNorm, JsonObject, DistanceAttack> attack) =>
        new(name, norm, settings, (model, x, goal, epsilons, _) =>
        {
            var result = attack(norm, settings).Attack(model, x, goal);
            return ([.. epsilons.Select(result.RobustAccuracyAt)], result.Median);
        });
}
