using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Reining.Chapters;

namespace Reining.Explorer;

/// <summary>From a request's JSON to checked values.</summary>
static class SliderValues
{
    const string Operation = "Render";
    const string Example = "{\"values\": {\"NAME\": number, …}}";

    /// <summary>The body of a request.</summary>
    /// <exception cref="ArgumentException">It is no JSON.</exception>
    public static async Task<JsonNode?> Body(HttpRequest request)
    {
        if (!request.HasJsonContentType())
            throw new BadHttpRequestException(
                $"{Operation}: expected JSON, got '{request.ContentType}'; send Content-Type: application/json.",
                StatusCodes.Status415UnsupportedMediaType);
        try
        {
            return await JsonNode.ParseAsync(
                request.Body, documentOptions: new() { MaxDepth = 4, AllowDuplicateProperties = false },
                cancellationToken: request.HttpContext.RequestAborted);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"{Operation}: expected {Example}, got text that does not parse ({e.Message}).", e);
        }
    }

    /// <summary>A value for each factor, in their order.</summary>
    /// <exception cref="ArgumentException">Says what is missing, unknown, no number, or out of its range.</exception>
    public static double[] Of(JsonNode? body, IReadOnlyList<Factor> factors)
    {
        if (Member(body, "values") is not JsonObject named)
            throw new ArgumentException($"{Operation}: expected {Example}, got {Short(body)}; GET /api/model lists the names.");
        if (named.Select(v => v.Key).FirstOrDefault(name => factors.All(f => f.Name != name)) is { } unknown)
            throw new ArgumentException(
                $"{Operation}: expected a factor of this generator, got '{unknown}'; GET /api/model lists the names.");
        var values = factors.Select(f => Number(named, f.Name)).ToArray();
        Factor.Check(Operation, factors, values);
        return values;
    }

    /// <summary>The seed of what chance is to draw.</summary>
    /// <exception cref="ArgumentException">It is no whole number of at least 0.</exception>
    public static ulong Seed(JsonNode? body) =>
        Member(body, "seed") is JsonValue value && value.TryGetValue<ulong>(out var seed) ? seed
            : throw new ArgumentException($"Draw: expected {{\"seed\": whole number of at least 0}}, got {Short(body)}.");

    static double Number(JsonObject named, string name) => !named.TryGetPropertyValue(name, out var value)
        ? throw new ArgumentException($"{Operation}: expected a value for each factor, got none for '{name}'; send all of them.")
        : value is JsonValue number && number.TryGetValue<double>(out var v) ? v
        : throw new ArgumentException($"{Operation}: expected a number for '{name}', got {Short(value)}; send a JSON number.");

    static JsonNode? Member(JsonNode? body, string name) =>
        body is JsonObject o && o.TryGetPropertyValue(name, out var value) ? value : null;

    static string Short(JsonNode? node)
    {
        const int Most = 60;
        var text = node?.ToJsonString() ?? "null";
        return text.Length <= Most ? text : $"{text[..Most]}…";
    }
}
