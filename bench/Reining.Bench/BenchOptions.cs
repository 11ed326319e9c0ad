using System.Text.Json.Nodes;

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

    /// <summary>Steps before the first turn, after which the sides' values are compared.</summary>
    public int WarmUp
    {
        get;
        init => field = value >= 2 ? value : throw new ArgumentException($"--warm-up: expected at least 2, got {value}.");
    } = 20;

    /// <summary>cpu or cuda, for every side.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>fp32, tf32 or bf16, for every side.</summary>
    public string Precision { get; init; } = "fp32";

    public const string TensorFloat32 = "tf32", BFloat16 = "bf16";

    /// <summary>Adds device and precision to a case's settings.</summary>
    public JsonObject Place(JsonObject settings)
    {
        settings["device"] = Device;
        settings["precision"] = Precision;
        return settings;
    }

    static int Positive(int value, string option) =>
        value > 0 ? value : throw new ArgumentException($"{option}: expected a whole number above 0, got {value}.");
}
