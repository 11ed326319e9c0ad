using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace Reining.Tests;

/// <summary>Reference numbers from tests/golden, and the closed-form tensors that they were computed from.</summary>
static class Golden
{
    const ulong Gamma = 11400714819323198485;
    const double Unit = 1.0 / (1L << 53);

    public static string Path(string file) => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(ThisFile())!, "..", "golden", file);

    static string ThisFile([CallerFilePath] string here = "") => here;

    public static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path(file)))!;

    /// <summary>offset + scale·(2u − 1) rounded to float32, u_i from SplitMix64(seed + (i+1)·γ).</summary>
    public static Tensor Values(long[] shape, ulong seed, double offset, double scale)
    {
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(offset + scale * (2 * ((Mix(seed + (ulong)(i + 1) * Gamma) >> 11) * Unit) - 1));
        return tensor(values, shape);
    }

    public static Tensor Values(JsonNode entry) =>
        Values(
            [.. entry["shape"]!.AsArray().Select(n => (long)n!)], (ulong)(long)entry["seed"]!, (double)entry["offset"]!,
            (double)entry["scale"]!);

    static ulong Mix(ulong z)
    {
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }

    /// <summary>Checks norm, first entries and a checksum against a summary, relative to the norm.</summary>
    public static void AssertSummary(JsonNode summary, Tensor actual, double relative, string what)
    {
        using var scope = NewDisposeScope();
        var flat = actual.detach().to(ScalarType.Float64).flatten();
        var norm = (double)summary["norm"]!;
        AssertClose(norm, flat.norm().item<double>(), relative, norm, what + " norm");
        var first = summary["first"]!.AsArray();
        for (var i = 0; i < first.Count; i++)
            AssertClose((double)first[i]!, flat[i].item<double>(), relative, norm, $"{what}[{i}]");
        var weights = Values(flat.shape, 424242, 0, 1).to(ScalarType.Float64);
        AssertClose((double)summary["checksum"]!, flat.dot(weights).item<double>(), relative, norm, what + " checksum");
    }

    public static void AssertClose(double expected, double actual, double relative, double scale, string what) =>
        Assert.True(
            Math.Abs(expected - actual) <= relative * Math.Max(scale, 1e-12),
            $"{what}: expected {expected:R}, got {actual:R} (tolerance {relative} of {scale})");
}
