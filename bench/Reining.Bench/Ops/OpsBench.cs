using System.Text.Json.Nodes;
using Reining.Torch;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Reining.Bench.Ops;

/// <summary>Ten small operations, where the time between two of them counts as much as they do.</summary>
public sealed class OpsBench : IBench
{
    const int Side = 256, Channels = 32, Pixels = 16, Batch = 16, Repeats = 20;
    static readonly string[] Operations = [
        "add", "relu", "sum", "exp", "softmax", "matmul", "linear", "conv2d", "conv_transpose2d", "batch_norm"
    ];

    public string Name => "ops";

    public string Description => "Ten small operations.";

    public string Work => $"{Repeats} times one operation, without gradients";

    public IReadOnlyList<string> PythonScripts => ["nets.py", "ops.py"];

    public IEnumerable<BenchCase> Cases(BenchOptions options)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(Engines.Seed);
        (string Name, long[] Shape)[] shapes =
        [
            ("matrix", [Side, Side]), ("other", [Side, Side]), ("vector", [Side]), ("images", [Batch, Channels, Pixels, Pixels]),
            ("kernel", [Channels, Channels, 4, 4]), ("transposed", [Channels, 1, 4, 4]),
        ];
        BenchArray[] arrays = [.. shapes.Select(s => BenchArray.Of(s.Name, randn(s.Shape, generator: random)))];
        return [.. Operations.Select(name => new BenchCase(Side, $"{Side}x{Side}, or images {Batch}x{Channels}x{Pixels}x{Pixels}",
            new BenchInput(options.Place(new JsonObject { ["operation"] = name, ["repeats"] = Repeats }), arrays)) { Label = name })];
    }

    public IWorkload Prepare(Side side, BenchInput input)
    {
        var t = input.Arrays.ToDictionary(a => a.Name, a => a.ToTensor().to(input.Compute.Device));
        var run = side == Bench.Side.Reining
            ? Ours((string)input.Settings["operation"]!, t)
            : Plain((string)input.Settings["operation"]!, t);
        return new Workload(side == Bench.Side.Reining ? Engines.Ours : Engines.Plain, () =>
        {
            var y = run();
            for (var i = 1; i < Repeats; i++)
            {
                y.Dispose();
                y = run();
            }
            return y.abs().mean();
        });
    }

    static Func<Tensor> Plain(string name, Dictionary<string, Tensor> t)
    {
        var (a, b, x) = (t["matrix"], t["other"], t["images"]);
        var (mean, variance) = (zeros(Channels, device: a.device), ones(Channels, device: a.device));
        return name switch
        {
            "add" => () => a + b,
            "relu" => () => F.relu(a),
            "sum" => () => a.sum(dim: 0),
            "exp" => () => a.exp(),
            "softmax" => () => F.softmax(a, 1),
            "matmul" => () => a.mm(b),
            "linear" => () => F.linear(a, b, t["vector"]),
            "conv2d" => () => F.conv2d(x, t["kernel"], null, [2, 2], [1, 1]),
            "conv_transpose2d" =>
                () => F.conv_transpose2d(x, t["transposed"], null, [1, 1], [1, 1]).narrow(2, 0, Pixels).narrow(3, 0, Pixels),
            "batch_norm" => () => F.batch_norm(x, mean, variance, training: true),
            _ => throw new ArgumentException($"Ops: expected one of {string.Join(", ", Operations)}, got '{name}'."),
        };
    }

    /// <summary>The library's layers and layout where it has its own; else the same call.</summary>
    static Func<Tensor> Ours(string name, Dictionary<string, Tensor> t)
    {
        using var random = new Generator(0);
        t["images"] = Layout.ChannelsLast(t["images"]);
        if (name != "conv_transpose2d")
            return Plain(name, t);
        var layer = new ConvTranspose2d(Channels, 1, 4, 1, random);
        layer.to(t["images"].device);
        foreach (var parameter in layer.parameters())
            parameter.requires_grad_(false);
        layer.Weight.copy_(t["transposed"]);
        return () => layer.forward(t["images"]);
    }
}
