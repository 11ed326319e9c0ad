using System.Text.Json.Nodes;
using Reining.Torch;

namespace Reining.Bench;

/// <summary>What a worker gets: numbers by name and arrays by name.</summary>
public sealed record BenchInput(JsonObject Settings, IReadOnlyList<BenchArray> Arrays)
{
    /// <summary>Where the case is to be computed; started on first use.</summary>
    public Compute Compute => field ??= Compute.Start(new ComputeOptions(
        (string?)Settings["device"] == "cuda" ? ComputeDevice.Cuda : ComputeDevice.Cpu,
        (string?)Settings["precision"] == BenchOptions.BFloat16 ? Precision.BFloat16 : Precision.Float32)
    {
        TensorFloat32 = (string?)Settings["precision"] == BenchOptions.TensorFloat32,
    });

    public int Int(string name) => (int)Settings[name]!;

    public double Number(string name) => (double)Settings[name]!;

    public bool Flag(string name) => (bool)Settings[name]!;

    public BenchArray Array(string name) => Arrays.First(a => a.Name == name);
}
