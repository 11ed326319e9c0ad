using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace Reining.Bench;

/// <summary>What a worker gets: numbers by name and arrays by name.</summary>
public sealed record BenchInput(JsonObject Settings, IReadOnlyList<BenchArray> Arrays)
{
    public int Int(string name) => (int)Settings[name]!;

    public double Number(string name) => (double)Settings[name]!;

    public BenchArray Array(string name) => Arrays.First(a => a.Name == name);

    /// <summary>The arrays, but for one, as tensors that belong to the caller's scope.</summary>
    public Dictionary<string, Tensor> Tensors(string without) => Arrays.Where(a => a.Name != without).ToDictionary(a => a.Name, a => a.ToTensor());
}
