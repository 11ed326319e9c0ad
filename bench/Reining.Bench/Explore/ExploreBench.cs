using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Reining.Chapters.PixelConditioning;
using Reining.Explorer;
using Reining.Models;
using Reining.Torch;
using Reining.Training;
using TorchSharp;

namespace Reining.Bench.Explore;

/// <summary>
/// The explorer's time from a slider's move to the pictures, over HTTP on this machine: rendering of the condition, the net, the world's
/// photo and four PNG files. The nets are untrained, which changes no time.
/// </summary>
public static class ExploreBench
{
    const int WarmUp = 40;

    static readonly (string Name, StyleGanOptions Net, double Target)[] Sizes =
        [("S32", StyleGanOptions.S32, 30), ("S64", StyleGanOptions.S64, 120)];

    /// <summary>Measures.</summary>
    /// <param name="requests">Moves of each size.</param>
    /// <param name="cancel">Ends it early.</param>
    public static async Task<(string Text, JsonObject Json)> Run(int requests, CancellationToken cancel)
    {
        var load = Report.CurrentLoad();
        TorchRuntime.Load();
        var text = new StringBuilder()
            .AppendLine(Invariant($"explore: from slider to picture over HTTP, untrained nets, {torch.get_num_threads()} threads; ") +
                $"{RunEnvironment.Device}")
            .AppendLine(Invariant($"{requests} moves; load at the start {load}; commit {RunEnvironment.Commit}"))
            .AppendLine("  milliseconds: the median, and what 95 % are below");
        var sizes = new JsonArray();
        foreach (var (name, net, target) in Sizes)
        {
            var (server, trip) = await Times(net, requests, cancel);
            var (middle, most) = (Quantile(trip, 0.5), Quantile(trip, 0.95));
            text.AppendLine(Invariant(
                $"  {name}  server {Quantile(server, 0.5):0.0}, {Quantile(server, 0.95):0.0}; round trip {middle:0.0}, {most:0.0}; ") +
                Invariant($"target {target:0}: {(middle <= target ? "met" : "missed")}"));
            sizes.Add(new JsonObject
            {
                ["net"] = name,
                ["server_ms"] = Quantile(server, 0.5),
                ["server_ms_95"] = Quantile(server, 0.95),
                ["round_trip_ms"] = middle,
                ["round_trip_ms_95"] = most,
                ["target_ms"] = target,
            });
        }
        return (text.ToString(), new JsonObject
        {
            ["bench"] = "explore",
            ["commit"] = RunEnvironment.Commit,
            ["device"] = RunEnvironment.Device,
            ["load"] = load,
            ["threads"] = torch.get_num_threads(),
            ["requests"] = requests,
            ["sizes"] = sizes,
        });
    }

    static async Task<(double[] Server, double[] Trip)> Times(StyleGanOptions net, int requests, CancellationToken cancel)
    {
        var profile = ConditioningProfile.Standard with { Net = net };
        using var random = RandomStream.Generator(1, RandomPurpose.Weights);
        using var explorer = new HeadExplorer(
            new StyleGenerator(ConditioningModel.Pixel.Options(net), random), ConditioningModel.Pixel, profile, "untrained", "no run");
        await using var server = await ExplorerServer.Start(explorer);
        using var client = new HttpClient { BaseAddress = server.Address };
        var (inside, trip) = (new double[requests], new double[requests]);
        for (var i = -WarmUp; i < requests; i++)
        {
            var values = new JsonObject(explorer.Factors.Select(f => KeyValuePair.Create(f.Name, (JsonNode?)f.Default)))
            {
                ["yaw"] = 0.6 * Math.Sin(i / 10.0),
            };
            var clock = Stopwatch.StartNew();
            using var answer = await client.PostAsJsonAsync("/api/render", new JsonObject { ["values"] = values }, cancel);
            var content = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>(cancel);
            if (i >= 0)
                (inside[i], trip[i]) = ((double)content!["milliseconds"]!, Math.Round(clock.Elapsed.TotalMilliseconds, 2));
        }
        return (inside, trip);
    }

    static double Quantile(double[] values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];
    }

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
