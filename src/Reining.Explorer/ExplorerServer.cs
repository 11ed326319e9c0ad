using System.Diagnostics;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Reining.Chapters;

namespace Reining.Explorer;

/// <summary>
/// The page of a generator and what it asks for, for this machine alone: it listens on 127.0.0.1 and answers only what was addressed
/// to it by that name.
/// </summary>
public sealed class ExplorerServer : IAsyncDisposable
{
    const int LargestBody = 64 << 10;
    const string Json = "application/json";

    static readonly (string Path, string File, string Type)[] Files =
    [
        ("/", "explorer.html", "text/html; charset=utf-8"), ("/explorer.css", "explorer.css", "text/css; charset=utf-8"),
        ("/explorer.js", "explorer.js", "text/javascript; charset=utf-8"),
    ];

    readonly WebApplication _app;
    readonly NewestOnly<RenderedState> _renders = new();
    readonly IExplorable _explorable;

    ExplorerServer(IExplorable explorable, int port)
    {
        _explorable = explorable;
        var builder = WebApplication.CreateEmptyBuilder(new()); // nothing that the environment could change
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, port);
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = LargestBody;
        });
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.Use(Guard.Check);
        foreach (var (path, file, type) in Files)
        {
            var bytes = Resource(file);
            _app.MapGet(path, context => Write(context, StatusCodes.Status200OK, type, bytes));
        }
        _app.MapGet("/api/model", context => Write(context, StatusCodes.Status200OK, Model()));
        _app.MapPost("/api/render", context => Answer(context, body =>
        {
            var values = SliderValues.Of(body, explorable.Factors);
            return () => RenderedState.Of(explorable, values);
        }));
        _app.MapPost("/api/draw", context => Answer(context, body =>
        {
            var seed = SliderValues.Seed(body);
            return () => RenderedState.Of(explorable, explorable.Draw(seed));
        }));
    }

    /// <summary>Where the page is.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Starts serving.</summary>
    /// <param name="explorable">The generator; used by one thread at a time, stays the caller's.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ExplorerServer> Start(IExplorable explorable, int port = 0)
    {
        ArgumentNullException.ThrowIfNull(explorable);
        var server = new ExplorerServer(explorable, port);
        try
        {
            await server._app.StartAsync();
        }
        catch (IOException e)
        {
            await server.DisposeAsync();
            throw new IOException(
                $"explore: expected a free port, got {port} ({e.Message}); choose another one, or 0 for any free one.", e);
        }
        var features = server._app.Services.GetRequiredService<IServer>().Features;
        server.Address = new Uri(features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _renders.Dispose();
    }

    /// <summary>Reads the body, renders unless something newer comes, and answers; every failure becomes a message.</summary>
    async Task Answer(HttpContext context, Func<JsonNode?, Func<RenderedState>> read)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            var work = read(await SliderValues.Body(context.Request));
            var made = await _renders.Run(work);
            if (made is null)
                await Refuse(context, StatusCodes.Status409Conflict, "Render: expected the newest state, got one that a newer one has " +
                    "overtaken; send the newest.");
            else
                await Write(context, StatusCodes.Status200OK, made.ToJson(_explorable.Factors, watch.Elapsed));
        }
        catch (BadHttpRequestException e)
        {
            await Refuse(context, e.StatusCode, e.Message);
        }
        catch (ArgumentException e)
        {
            await Refuse(context, StatusCodes.Status400BadRequest, e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // libtorch's own words come with a native stack trace behind the first line.
            await Refuse(context, StatusCodes.Status500InternalServerError, $"Render: failed: {e.Message.Split('\n')[0]}");
        }
    }

    JsonObject Model() => new()
    {
        ["title"] = _explorable.Title,
        ["origin"] = _explorable.Origin,
        ["captions"] = new JsonArray([.. _explorable.Captions.Select(c => (JsonNode)c)]),
        ["dragged"] = _explorable.Dragged is { } dragged ? new JsonArray(dragged.Right, dragged.Down) : null,
        ["factors"] = new JsonArray([.. _explorable.Factors.Select(f => new JsonObject
        {
            ["name"] = f.Name,
            ["group"] = f.Group,
            ["least"] = f.Least,
            ["most"] = f.Most,
            ["default"] = f.Default,
            ["unit"] = f.Unit,
            ["whole"] = f.IsWhole,
        })]),
    };

    internal static Task Refuse(HttpContext context, int status, string message) =>
        Write(context, status, new JsonObject { ["error"] = message });

    static Task Write(HttpContext context, int status, JsonObject json) =>
        Write(context, status, Json, Encoding.UTF8.GetBytes(json.ToJsonString()));

    static async Task Write(HttpContext context, int status, string type, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    static byte[] Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
