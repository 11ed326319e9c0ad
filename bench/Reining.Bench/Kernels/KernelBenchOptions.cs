namespace Reining.Bench.Kernels;

/// <summary>What to measure and how often.</summary>
/// <param name="Cells">Small cells in a kernel's life, at least 40.</param>
/// <param name="Rounds">How often each kernel lives through everything.</param>
/// <param name="Starts">How often each is started besides, only to be timed.</param>
/// <param name="Command">Our kernel's command, with <c>{connection_file}</c>.</param>
/// <param name="Settings">Environment variables that an installed kernel gets.</param>
/// <param name="Build">How it was compiled, for the report.</param>
/// <param name="Interactive">The command of Microsoft.DotNet.Interactive's kernel in the same form; null where it is not built.</param>
public sealed record KernelBenchOptions(
    int Cells, int Rounds, int Starts, IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Settings, string Build,
    IReadOnlyList<string>? Interactive)
{
    public int Cells { get; } = Cells >= 40 ? Cells : throw new ArgumentException($"--cells: expected at least 40, got {Cells}.");

    public int Rounds { get; } = Rounds > 0
        ? Rounds
        : throw new ArgumentException($"--rounds: expected a whole number above 0, got {Rounds}.");

    public int Starts { get; } = Starts >= 0 ? Starts : throw new ArgumentException($"--starts: expected 0 or more, got {Starts}.");
}
