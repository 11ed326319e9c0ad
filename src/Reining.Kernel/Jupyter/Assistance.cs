using System.Text.Json.Nodes;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Jupyter;

/// <summary>Questions about code, in Jupyter's words.</summary>
static class Assistance
{
    /// <summary>The answer to <c>complete_request</c>.</summary>
    /// <exception cref="WireException">The request is malformed.</exception>
    public static Task<JsonObject> CompleteAsync(ICodeAssistant assistant, WireMessage request)
    {
        var (code, position) = Place(request);
        return Answer();

        async Task<JsonObject> Answer()
        {
            var found = await assistant.CompleteAsync(code, position).ConfigureAwait(false);
            return new JsonObject
            {
                ["status"] = "ok",
                ["matches"] = new JsonArray([.. found.Items.Select(item => JsonValue.Create(item.Text))]),
                ["cursor_start"] = CodePoints.FromUtf16(code, found.Start),
                ["cursor_end"] = CodePoints.FromUtf16(code, found.End),
                ["metadata"] = new JsonObject
                {
                    ["_jupyter_types_experimental"] =
                        new JsonArray([.. found.Items.Select(item => new JsonObject { ["text"] = item.Text, ["type"] = item.Kind })]),
                },
            };
        }
    }

    /// <summary>The answer to <c>inspect_request</c>.</summary>
    /// <exception cref="WireException">The request is malformed.</exception>
    public static Task<JsonObject> InspectAsync(ICodeAssistant assistant, WireMessage request)
    {
        var (code, position) = Place(request);
        return Answer();

        async Task<JsonObject> Answer()
        {
            var text = await assistant.InspectAsync(code, position).ConfigureAwait(false);
            return new JsonObject
            {
                ["status"] = "ok",
                ["found"] = text is not null,
                ["data"] = text is null ? new JsonObject() : new JsonObject { ["text/plain"] = text },
                ["metadata"] = new JsonObject(),
            };
        }
    }

    /// <summary>The answer to <c>is_complete_request</c>.</summary>
    /// <exception cref="WireException">The request is malformed.</exception>
    public static Task<JsonObject> CheckAsync(ICodeAssistant assistant, WireMessage request)
    {
        var code = request.Text("code") ?? "";
        return Answer();

        async Task<JsonObject> Answer() => await assistant.CheckAsync(code).ConfigureAwait(false) switch
        {
            Completeness.Incomplete => new JsonObject { ["status"] = "incomplete", ["indent"] = "    " },
            Completeness.Invalid => new JsonObject { ["status"] = "invalid" },
            _ => new JsonObject { ["status"] = "complete" },
        };
    }

    static (string Code, int Position) Place(WireMessage request)
    {
        var code = request.Text("code") ?? "";
        return (code, request.Number("cursor_pos") is { } cursor ? CodePoints.ToUtf16(code, cursor) : code.Length);
    }
}
