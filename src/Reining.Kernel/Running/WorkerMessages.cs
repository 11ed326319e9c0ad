using System.Text.Json.Nodes;
using Reining.Kernel.Display;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Running;

/// <summary>The vocabulary of <see cref="WorkerChannel"/>.</summary>
static class WorkerMessages
{
    /// <summary>Environment variable with the two pipe handles (read, write) and the notebook's folder, separated by line feeds.</summary>
    public const string Variable = "REINING_WORKER";

    /// <summary>
    /// Begins the line that a worker prints to its native streams after each cell, so that the watcher knows that all before it has
    /// arrived.
    /// </summary>
    public const char Mark = '\u001e';

    public const string Execute = "execute", Interrupt = "interrupt", Answer = "answer", Complete = "complete", Inspect = "inspect",
        Check = "check";
    public const string Stream = "stream", Display = "display", Update = "update", Result = "result", Clear = "clear", Input = "input",
        Done = "done", Ready = "ready", Assisted = "assisted";

    public static JsonObject Bundle(string type, int cell, MimeBundle bundle) => new()
    {
        ["type"] = type,
        ["cell"] = cell,
        ["data"] = bundle.Data.DeepClone(),
        ["metadata"] = bundle.Metadata.DeepClone(),
    };

    public static MimeBundle Bundle(JsonObject message) =>
        new((JsonObject)message["data"]!.DeepClone(), (JsonObject)message["metadata"]!.DeepClone());

    public static JsonObject DoneWith(int cell, CellOutcome outcome) => new()
    {
        ["type"] = Done,
        ["cell"] = cell,
        ["error"] = outcome.Error is not { } error ? null : new JsonObject
        {
            ["name"] = error.Name,
            ["message"] = error.Message,
            ["traceback"] = new JsonArray([.. error.Traceback.Select(line => JsonValue.Create(line))]),
        },
    };

    public static JsonObject Of(Completions completions) => new()
    {
        ["start"] = completions.Start,
        ["end"] = completions.End,
        ["texts"] = new JsonArray([.. completions.Items.Select(item => JsonValue.Create(item.Text))]),
        ["kinds"] = new JsonArray([.. completions.Items.Select(item => JsonValue.Create(item.Kind))]),
    };

    public static Completions Completions(JsonNode message) => new((int)message["start"]!, (int)message["end"]!,
        [.. message["texts"]!.AsArray().Zip(message["kinds"]!.AsArray(),
            (text, kind) => new CompletionItem((string)text!, (string)kind!))]);

    public static CellOutcome Outcome(JsonObject message) => message["error"] is not JsonObject error
        ? CellOutcome.Ok
        : new CellOutcome(new CellError((string)error["name"]!, (string)error["message"]!,
        [.. error["traceback"]!.AsArray().Select(line => (string)line!)]));
}
