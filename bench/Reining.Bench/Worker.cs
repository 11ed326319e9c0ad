using System.Diagnostics;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace Reining.Bench;

/// <summary>A worker process on .NET: one side of one benchmark, driven through standard input and output (<see cref="Wire"/>).</summary>
public static class Worker
{
    public static void Serve(IBench bench, Side side)
    {
        using var input = new BufferedStream(Console.OpenStandardInput(), 1 << 16);
        using var output = Console.OpenStandardOutput();
        var (piece, threads) = Wire.ReadInit(input);
        set_num_threads(threads);
        var workload = bench.Prepare(side, piece);
        var hello = new JsonObject { ["engine"] = workload.Engine, ["threads"] = get_num_threads(), ["pid"] = Environment.ProcessId };
        Wire.WriteLine(output, hello.ToJsonString());
        while (Wire.ReadLine(input) is { } line)
        {
            if (line.Split(' ') is not ["run", var count])
                throw new InvalidDataException($"Worker: expected 'run N', got '{line}'.");
            var clock = Stopwatch.StartNew();
            var value = workload.Run(int.Parse(count));
            var answer = new JsonObject { ["seconds"] = clock.Elapsed.TotalSeconds, ["value"] = value };
            answer["values"] = new JsonArray([.. (workload.Values ?? [value]).Select(v => (JsonNode)v)]);
            Wire.WriteLine(output, answer.ToJsonString());
        }
    }
}
