using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.NetworkInformation;
using System.Text;
using System.Text.Json.Nodes;
using Reining.Images;

namespace Reining.Explorer.Tests;

/// <summary>What the page asks for, and what is refused: wrong values, other hosts, what a newer state has overtaken.</summary>
public sealed class ExplorerServerTests : IAsyncLifetime
{
    readonly Pulse _pulse = new();
    ExplorerServer _server = null!;
    HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await ExplorerServer.Start(_pulse);
        _client = new HttpClient { BaseAddress = _server.Address };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    Task<HttpResponseMessage> Render(double gray) => Post("/api/render", State(gray));

    static string State(double gray) => string.Create(CultureInfo.InvariantCulture, $$$"""{"values": {"gray": {{{gray}}}, "seed": 3}}""");

    async Task<HttpResponseMessage> Post(string path, string body, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        return await _client.PostAsync(path, content);
    }

    static async Task<string> ErrorOf(HttpResponseMessage answer) =>
        (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["error"]!;

    static byte Gray(JsonNode answer) => ImageCodec.Decode(
        Convert.FromBase64String(((string)answer["pictures"]![0]!)["data:image/png;base64,".Length..])).Pixels[0];

    [Theory]
    [InlineData("/", "text/html", "<h1")]
    [InlineData("/explorer.css", "text/css", "prefers-color-scheme")]
    [InlineData("/explorer.js", "text/javascript", "/api/render")]
    public async Task GivenThePage_WhenItsFilesAreAsked_ThenTheyNeedNothingFromElsewhere(string path, string type, string part)
    {
        using var answer = await _client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.DoesNotContain("//", text.Replace("// ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAGenerator_WhenItIsAskedFor_ThenTheAnswerHasEveryFactorAndCaption()
    {
        var model = (await _client.GetFromJsonAsync<JsonObject>("/api/model"))!;
        Assert.Equal(("a pulse", "nowhere"), ((string)model["title"]!, (string)model["origin"]!));
        var expected = """{"name":"gray","group":"light","least":0,"most":1,"default":0.5,"unit":"σ","whole":false}""";
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), model["factors"]![0]), model["factors"]![0]!.ToJsonString());
        Assert.True((bool)model["factors"]![1]!["whole"]!);
        Assert.Equal(["the pixel"], model["captions"]!.AsArray().Select(c => (string)c!));
        Assert.Equal(["gray", "seed"], model["dragged"]!.AsArray().Select(c => (string)c!));
    }

    [Fact]
    public async Task GivenValues_WhenRendered_ThenThePictureIsTheirsAndTheTimeIsTold()
    {
        using var answer = await Render(0.4);
        var content = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal(102, Gray(content));
        Assert.InRange((double)content["milliseconds"]!, 0.001, 10_000);
        Assert.Equal(0.4, (double)content["values"]!["gray"]!);
    }

    [Fact]
    public async Task GivenASeed_WhenChanceDraws_ThenValuesAndPictureFitTogether()
    {
        using var answer = await Post("/api/draw", """{"seed": 18}""");
        var content = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal((0.8, 8), ((double)content["values"]!["gray"]!, (int)content["values"]!["seed"]!));
        Assert.Equal(204, Gray(content));
    }

    [Theory]
    [InlineData("/api/render", "", "does not parse")]
    [InlineData("/api/render", "{", "does not parse")]
    [InlineData("/api/render", "null", "expected {\"values\"", "got null")]
    [InlineData("/api/render", "[0.5, 3]", "expected {\"values\"", "got [0.5,3]")]
    [InlineData("/api/render", """{"values": [0.5, 3]}""", "expected {\"values\"")]
    [InlineData("/api/render", """{"values": {"gray": 0.5}}""", "expected a value for each factor, got none for 'seed'", "send all")]
    [InlineData("/api/render", """{"values": {"gray": 0.5, "seed": 3, "grey": 1}}""", "got 'grey'", "GET /api/model")]
    [InlineData("/api/render", """{"values": {"gray": "0.5", "seed": 3}}""", "expected a number for 'gray', got \"0.5\"")]
    [InlineData("/api/render", """{"values": {"gray": null, "seed": 3}}""", "expected a number for 'gray', got null")]
    [InlineData("/api/render", """{"values": {"gray": {"a": {"b": {"c": 1}}}, "seed": 3}}""", "does not parse")]
    [InlineData("/api/render", """{"values": {"gray": 0.5, "gray": 0.6, "seed": 3}}""", "does not parse")]
    [InlineData("/api/render", """{"values": {"gray": NaN, "seed": 3}}""", "does not parse")]
    [InlineData("/api/render", """{"values": {"gray": 1.01, "seed": 3}}""", "expected 'gray' from 0 to 1, got 1.01", "choose")]
    [InlineData("/api/render", """{"values": {"gray": 1e999, "seed": 3}}""", "'gray'")]
    [InlineData("/api/render", """{"values": {"gray": 0.5, "seed": 3.5}}""", "expected a whole number as 'seed', got 3.5")]
    [InlineData("/api/draw", "{}", "expected {\"seed\": whole number")]
    [InlineData("/api/draw", """{"seed": -1}""", "expected {\"seed\": whole number")]
    [InlineData("/api/draw", """{"seed": 1.5}""", "expected {\"seed\": whole number")]
    public async Task GivenAWrongRequest_WhenSent_ThenTheAnswerSaysWhatIsRightAndNothingIsRendered(
        string path, string body, params string[] parts)
    {
        using var answer = await Post(path, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = await ErrorOf(answer);
        Assert.All(parts, part => Assert.Contains(part, error, StringComparison.Ordinal));
        Assert.Empty(_pulse.Rendered);
    }

    [Fact]
    public async Task GivenOtherMistakes_WhenSent_ThenTheStatusIsTheirs()
    {
        using var text = await Post("/api/render", State(0.5), "text/plain");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, text.StatusCode);
        Assert.Contains("application/json", await ErrorOf(text), StringComparison.Ordinal);
        using var large = await Post("/api/render", State(0.5) + new string(' ', 70_000));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        using var nowhere = await _client.GetAsync("/nosuch");
        Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
        using var get = await _client.GetAsync("/api/render");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        Assert.Empty(_pulse.Rendered);
    }

    [Theory]
    [InlineData("localhost:PORT", null, HttpStatusCode.OK)]
    [InlineData("127.0.0.1:PORT", "http://127.0.0.1:PORT", HttpStatusCode.OK)]
    [InlineData("site.example:PORT", null, HttpStatusCode.Forbidden)] // its name now leads to 127.0.0.1
    [InlineData("127.0.0.1.site.example:PORT", null, HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1", null, HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1:1", null, HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1:PORT", "http://site.example", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1:PORT", "http://127.0.0.1:1", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1:PORT", "null", HttpStatusCode.Forbidden)]
    public async Task GivenAHostAndAnOrigin_WhenTheyAreNotTheServersOwn_ThenItRefuses(string host, string? origin, HttpStatusCode expected)
    {
        var port = _server.Address.Port.ToString(CultureInfo.InvariantCulture);
        foreach (var path in new[] { "/", "/api/model" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host.Replace("PORT", port, StringComparison.Ordinal);
            if (origin is not null)
                request.Headers.Add("Origin", origin.Replace("PORT", port, StringComparison.Ordinal));
            using var answer = await _client.SendAsync(request);
            Assert.Equal(expected, answer.StatusCode);
            if (expected == HttpStatusCode.Forbidden)
                Assert.Contains("open the address that the command printed", await ErrorOf(answer), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void GivenTheServer_WhenItsListenerIsLookedUp_ThenItIsOnThisMachinesOwnAddressAlone()
    {
        Assert.Equal("127.0.0.1", _server.Address.Host);
        var listener = Assert.Single(
            IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), l => l.Port == _server.Address.Port);
        Assert.Equal(IPAddress.Loopback, listener.Address);
    }

    [Fact]
    public async Task GivenARendering_WhenManyStatesComeMeanwhile_ThenOnlyTheNewestIsRendered()
    {
        using var begun = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        _pulse.OnRender = _ =>
        {
            begun.Release();
            goOn.Wait();
        };
        var first = Render(0.1);
        Assert.True(await begun.WaitAsync(TimeSpan.FromSeconds(30)));
        var open = Enumerable.Range(0, 20).Select(i => Render(0.5 + i / 100.0)).ToList();
        while (open.Count > 1) // overtaken at once, not when their turn would come
        {
            var overtaken = await Task.WhenAny(open).WaitAsync(TimeSpan.FromSeconds(30));
            open.Remove(overtaken);
            using var answer = await overtaken;
            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
            Assert.Contains("send the newest", await ErrorOf(answer), StringComparison.Ordinal);
        }
        goOn.Release(2);
        using var before = await first;
        using var newest = await open[0];
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (before.StatusCode, newest.StatusCode));
        Assert.Equal([0.1, (double)(await newest.Content.ReadFromJsonAsync<JsonObject>())!["values"]!["gray"]!], _pulse.Rendered);
    }

    [Fact]
    public async Task GivenAFailure_WhenRendered_ThenItsFirstLineIsToldAndTheServerGoesOn()
    {
        _pulse.OnRender = gray =>
        {
            if (gray == 0)
                throw new InvalidOperationException("no memory\n  frame #0: native");
        };
        using var failed = await Render(0);
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Equal("Render: failed: no memory", await ErrorOf(failed));
        using var next = await Render(1);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task GivenAPortThatIsTaken_WhenStarted_ThenTheMessageSaysWhatToDo()
    {
        var refusal = await Assert.ThrowsAsync<IOException>(() => ExplorerServer.Start(_pulse, _server.Address.Port));
        Assert.Contains($"expected a free port, got {_server.Address.Port}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("choose another one", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAQueue_WhenNewerWorkComesOrItEnds_ThenWhatWaitedIsToldAtOnce()
    {
        using var begun = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        var queue = new NewestOnly<string>();
        var first = queue.Run(() =>
        {
            begun.Release();
            goOn.Wait();
            return "first";
        });
        await begun.WaitAsync();
        var second = queue.Run(() => "second");
        var third = queue.Run(() => "third");
        Assert.Null(await second);
        var end = Task.Run(queue.Dispose);
        Assert.Null(await third.WaitAsync(TimeSpan.FromSeconds(30)));
        goOn.Release();
        await end;
        Assert.Equal("first", await first);
        Assert.Throws<ObjectDisposedException>(() => { _ = queue.Run(() => "fourth"); });
    }
}
