namespace Reining.Bench;

/// <summary>What to measure and how often.</summary>
/// <param name="Widths">Base filters f of the nets.</param>
/// <param name="Batch">Images a step.</param>
/// <param name="Threads">Threads of every side.</param>
/// <param name="Rounds">How often all sides take their turn.</param>
/// <param name="Steps">Steps of a turn.</param>
public sealed record BenchOptions(IReadOnlyList<int> Widths, int Batch, int Threads, int Rounds, int Steps)
{
    public IReadOnlyList<int> Widths { get; } = Widths.Count > 0 && Widths.All(w => w > 0) ? Widths
        : throw new ArgumentException($"--widths: expected whole numbers above 0, such as 16,32, got '{string.Join(',', Widths)}'.");

    public int Batch { get; } = Positive(Batch, "--batch");

    public int Threads { get; } = Positive(Threads, "--threads");

    public int Rounds { get; } = Positive(Rounds, "--rounds");

    public int Steps { get; } = Positive(Steps, "--steps");

    static int Positive(int value, string option) => value > 0 ? value : throw new ArgumentException($"{option}: expected a whole number above 0, got {value}.");
}
