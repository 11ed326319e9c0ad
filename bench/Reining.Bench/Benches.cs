using Reining.Bench.RaeStep;

namespace Reining.Bench;

/// <summary>All benchmarks.</summary>
public static class Benches
{
    public static IReadOnlyList<IBench> All { get; } = [new RaeStepBench()];

    public static IBench Named(string name) => All.FirstOrDefault(b => b.Name == name)
        ?? throw new ArgumentException($"Benchmark: expected one of {string.Join(", ", All.Select(b => b.Name))}, got '{name}'.");
}
