using System.Text;
using System.Text.Json.Nodes;

namespace Reining.Bench;

/// <summary>
/// What runs through a worker's standard input: a line <c>init JSON</c> and the raw bytes of the arrays that the JSON lists, then
/// lines <c>run N</c>. Each is answered by one line of JSON. The end of the input ends the worker.
/// </summary>
static class Wire
{
    const string Init = "init ";

    public static void WriteInit(Stream stream, BenchInput input, int threads)
    {
        var header = new JsonObject
        {
            ["threads"] = threads,
            ["settings"] = input.Settings.DeepClone(),
            ["arrays"] = new JsonArray([.. input.Arrays.Select(a => new JsonObject
            {
                ["name"] = a.Name, ["type"] = a.TypeName, ["shape"] = new JsonArray([.. a.Shape.Select(n => (JsonNode)n)]),
                ["bytes"] = a.Bytes.Length,
            })]),
        };
        WriteLine(stream, Init + header.ToJsonString());
        foreach (var array in input.Arrays)
            stream.Write(array.Bytes);
        stream.Flush();
    }

    public static (BenchInput Input, int Threads) ReadInit(Stream stream)
    {
        var line = ReadLine(stream);
        if (line is null || !line.StartsWith(Init, StringComparison.Ordinal))
            throw new InvalidDataException($"Worker: expected 'init', got '{line}'; workers are started by './reining bench'.");
        var header = JsonNode.Parse(line[Init.Length..])!;
        var arrays = new List<BenchArray>();
        foreach (var entry in header["arrays"]!.AsArray())
        {
            long[] shape = [.. entry!["shape"]!.AsArray().Select(n => (long)n!)];
            var bytes = new byte[(int)entry["bytes"]!];
            stream.ReadExactly(bytes);
            arrays.Add(new BenchArray((string)entry["name"]!, BenchArray.TypeOf((string)entry["type"]!), shape, bytes));
        }
        return (new BenchInput(header["settings"]!.DeepClone().AsObject(), arrays), (int)header["threads"]!);
    }

    public static void WriteLine(Stream stream, string line)
    {
        stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        stream.Flush();
    }

    /// <summary>A line read byte by byte, because raw bytes may follow; null at the end.</summary>
    public static string? ReadLine(Stream stream)
    {
        var line = new List<byte>();
        for (; ; )
        {
            var value = stream.ReadByte();
            if (value < 0)
                return line.Count == 0 ? null : Encoding.UTF8.GetString([.. line]);
            if (value == '\n')
                return Encoding.UTF8.GetString([.. line]);
            line.Add((byte)value);
        }
    }
}
