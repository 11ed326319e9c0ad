using System.Text.Json.Nodes;
using Reining.Attacks;
using Reining.Torch;
using static TorchSharp.torch;

namespace Reining.Bench.Attacks;

/// <summary>One attack on one net, as a worker's work: <see cref="AttacksBench"/> makes the cases.</summary>
sealed class AttacksWork : IBench
{
    public string Name => "attacks";

    public string Description => "Attacks beside foolbox and the reference code of AutoAttack.";

    public string Work => "a whole attack";

    public IReadOnlyList<string> PythonScripts => ["attacks.py"];

    public IEnumerable<BenchCase> Cases(BenchOptions options) => [];

    /// <summary>What every side gets.</summary>
    /// <param name="attack">Which.</param>
    /// <param name="epsilons">Its budgets.</param>
    /// <param name="arrays">Weights, images, labels.</param>
    /// <param name="timed">Whether time counts, so that nothing may be added to a peer's work.</param>
    public static BenchInput Input(PairedAttack attack, IReadOnlyList<double> epsilons, IEnumerable<BenchArray> arrays, bool timed) => new(
        new JsonObject
        {
            ["attack"] = attack.Name,
            ["norm"] = attack.Norm.ToString(),
            ["settings"] = attack.Settings.DeepClone(),
            ["epsilons"] = new JsonArray([.. epsilons.Select(e => (JsonNode)e)]),
            ["device"] = "cpu",
            ["precision"] = "fp32",
            ["every_point"] = !timed,
            ["seeds"] = timed ? 1 : attack.Seeds,
        },
        [.. arrays]);

    public IWorkload Prepare(Side side, BenchInput input)
    {
        var images = input.Array("images").ToTensor().to(ScalarType.Float32) / 255; // (N, 1, 28, 28)
        var labels = input.Array("labels").ToTensor();
        using var random = new Generator(Engines.Seed, CPU);
        var net = new QuickNet(random);
        var weights = input.Arrays.Where(a => a.Name is not ("images" or "labels"));
        Weights.Copy(net, weights.ToDictionary(a => a.Name, a => a.ToTensor()), "the benchmark");
        foreach (var parameter in net.parameters())
            parameter.requires_grad_(false);
        double[] epsilons = [.. input.Settings["epsilons"]!.AsArray().Select(e => (double)e!)];
        var attack = PairedAttack.Named((string)input.Settings["attack"]!);
        return new Running(attack, net, images, new Untargeted(labels), epsilons, input.Int("seeds"));
    }

    sealed class Running(PairedAttack attack, QuickNet net, Tensor images, AttackGoal goal, double[] epsilons, int seeds)
        : IWorkload
    {
        long _evaluations;

        public string Engine => Engines.Ours;

        public IReadOnlyList<double>? Values { get; private set; }

        public double Run(int steps)
        {
            var model = new AttackedModel(x =>
            {
                _evaluations += x.shape[0];
                return net.forward(x);
            });
            for (var i = 0; i < steps; i++)
            {
                using var scope = NewDisposeScope();
                _evaluations = 0;
                var runs = Enumerable.Range(1, seeds).Select(s => attack.Run(model, images, goal, epsilons, (ulong)s)).ToList();
                var standing = epsilons.Select((_, e) => runs.Average(r => r.Standing[e]));
                var median = runs[0].Median;
                Values = [.. standing, double.IsFinite(median) ? median : -1, _evaluations];
            }
            return Values![0];
        }
    }
}
