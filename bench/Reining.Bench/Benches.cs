using Reining.Bench.Attacks;
using Reining.Bench.Frechet;
using Reining.Bench.InvGanStep;
using Reining.Bench.Memory;
using Reining.Bench.Ops;
using Reining.Bench.RaeStep;
using Reining.Bench.Sampling;
using Reining.Bench.StyleGan;
using Reining.Bench.VaeStep;

namespace Reining.Bench;

/// <summary>All benchmarks.</summary>
public static class Benches
{
    public static IReadOnlyList<IBench> All { get; } = [
        new RaeStepBench(), new VaeStepBench(), new InvGanStepBench(), new StyleGanStepBench(), new SamplingBench(), new FrechetBench(),
        new AttackBench(), new OpsBench(), new MemoryBench()
    ];

    /// <summary>Also those with a command of their own.</summary>
    public static IBench Named(string name) => All.Append(new AttacksWork()).FirstOrDefault(b => b.Name == name)
        ?? throw new ArgumentException($"Benchmark: expected one of {string.Join(", ", All.Select(b => b.Name))}, got '{name}'.");
}
