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
        Check = "check", Signature = "signature", Diagnose = "diagnose", Variables = "variables", Finish = "finish";
    public const string Stream = "stream", Display = "display", Update = "update", Result = "result", Clear = "clear", Input = "input",
        Done = "done", Ready = "ready", Assisted = "assisted", Hello = "hello", Finished = "finished";

    /// <summary>Whether a message is a question about code, which <see cref="CodeQuestions"/> answers.</summary>
    public static bool IsQuestion(string type) => type is Complete or Inspect or Check or Signature or Diagnose or Variables;

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
        ["lost"] = outcome.HostLost,
        ["error"] = outcome.Error is not { } error ? null : new JsonObject
        {
            ["name"] = error.Name,
            ["message"] = error.Message,
            ["traceback"] = new JsonArray([.. error.Traceback.Select(line => JsonValue.Create(line))]),
        },
    };

    public static CellOutcome Outcome(JsonObject message) => message["error"] is not JsonObject error
        ? CellOutcome.Ok
        : new CellOutcome(new CellError((string)error["name"]!, (string)error["message"]!,
        [.. error["traceback"]!.AsArray().Select(line => (string)line!)]));
}
