using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Reining.Cli.Tests;

/// <summary>The explorer as a user starts and ends it.</summary>
public sealed class ExploreTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("reining-explore-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public async Task GivenAFinishedRun_WhenExplored_ThenThePageIsServedUntilASignalComes()
    {
        Skip.If(OperatingSystem.IsWindows(), "signals are sent by 'kill'");
        var (exitCode, output, error) = Cli.Run("run", "gif", "--claim", "gif/A4", "--profile", "smoke", "-o", _folder);
        Assert.True(exitCode == 0, output + error);

        using var explorer = Cli.Start("explore", "gif", "-o", _folder, "--no-browser");
        var lines = new List<string>();
        while (await explorer.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line.StartsWith("http://", StringComparison.Ordinal))
                break;
        }
        Assert.True(lines.Count > 0 && lines[^1].StartsWith("http://127.0.0.1:", StringComparison.Ordinal), string.Join('\n', lines)
            + (explorer.HasExited ? await explorer.StandardError.ReadToEndAsync() : ""));
        Assert.Contains("pixel: render and normals, seed 1: 16×16 pixels, profile smoke", lines[0], StringComparison.Ordinal);

        using var client = new HttpClient { BaseAddress = new Uri(lines[^1].Split(' ')[0]) };
        var model = (await client.GetFromJsonAsync<JsonObject>("/api/model"))!;
        var values = new JsonObject(model["factors"]!.AsArray().Select(
            f => KeyValuePair.Create((string)f!["name"]!, (JsonNode?)(double)f["default"]!)));
        using var answer = await client.PostAsJsonAsync("/api/render", new JsonObject { ["values"] = values });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(4, (await answer.Content.ReadFromJsonAsync<JsonObject>())!["pictures"]!.AsArray().Count);

        using (var kill = Process.Start("kill", ["-TERM", explorer.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await explorer.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(explorer.ExitCode == 0, await explorer.StandardError.ReadToEndAsync());
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/"));
    }
}
