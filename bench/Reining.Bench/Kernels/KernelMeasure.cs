namespace Reining.Bench.Kernels;

/// <summary>One thing that is measured of a kernel.</summary>
/// <param name="Name">Name in the driver's answers and in the JSON.</param>
/// <param name="What">What it is, for people.</param>
/// <param name="Unit"><c>ms</c> or <c>MB</c>.</param>
/// <param name="Target">What it must not exceed; null for no target.</param>
public sealed record KernelMeasure(string Name, string What, string Unit, double? Target = null)
{
    /// <summary>All of them, in the order of the report. Targets: docs/kernel.md.</summary>
    public static IReadOnlyList<KernelMeasure> All(int cells) =>
    [
        new("start", "start to first result", "ms", 1200),
        new("start-cpu", "processor time until then", "ms"),
        new("cell-first", "small cell, median of the first 20", "ms", 20),
        new("cell-last", $"small cell, median of cells {cells - 20}–{cells}", "ms", 20),
        new("memory-first", "memory at the first result", "MB"),
        new("memory-last", $"memory after {cells} cells", "MB", 250),
        new("lines", "100,000 printed lines", "ms", 100),
        new("complete-first", "completion of a name, the first", "ms"),
        new("complete-steady", "completion of a name, later", "ms", 60),
        new("complete-last", $"the same after {cells} cells", "ms", 60),
        new("complete-member", "completion of a member then", "ms", 60),
        new("complete-busy", "completion of a name while a cell runs", "ms", 60),
        new("interrupt-loop", "interrupt: loop in a cell", "ms", 250),
        new("interrupt-sleep", "interrupt: sleep", "ms", 250),
        new("interrupt-library", "interrupt: loop in a compiled library", "ms", 250),
        new("interrupt-parallel", "interrupt: Parallel.For", "ms", 250),
        new("interrupt-training", "interrupt: training step", "ms", 250),
    ];
}
