using System.Text.Json;
using System.Text.Json.Nodes;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Running;

/// <summary>Questions about code and their answers, as messages.</summary>
static class CodeQuestions
{
    static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>A question about one cell.</summary>
    public static JsonObject About(string type, string code, int position) =>
        new() { ["type"] = type, ["code"] = code, ["position"] = position };

    /// <summary>Has an assistant answer a question.</summary>
    public static async Task<JsonNode?> AnswerAsync(ICodeAssistant assistant, JsonObject message)
    {
        var code = (string?)message["code"] ?? "";
        var position = (int?)message["position"] ?? 0;
        return (string)message["type"]! switch
        {
            WorkerMessages.Complete => Of(await assistant.CompleteAsync(code, position).ConfigureAwait(false)),
            WorkerMessages.Inspect => await assistant.InspectAsync(code, position).ConfigureAwait(false),
            WorkerMessages.Check => (int)await assistant.CheckAsync(code).ConfigureAwait(false),
            WorkerMessages.Signature => Node(await assistant.SignaturesAsync(code, position).ConfigureAwait(false)),
            WorkerMessages.Diagnose => Node(await assistant.DiagnoseAsync(Read<string[]>(message["cells"]) ?? []).ConfigureAwait(false)),
            WorkerMessages.Variables => Node(await assistant.VariablesAsync().ConfigureAwait(false)),
            var type => throw new ArgumentException($"Question: expected a type of docs/kernel-protocol.md, got '{type}'."),
        };
    }

    /// <summary>An answer as the value that the assistant gave; the default if there is none.</summary>
    public static T? Read<T>(JsonNode? answer) => answer is null ? default : answer.Deserialize<T>(Web);

    /// <summary>The answer to <c>complete</c>.</summary>
    public static Completions Completions(JsonNode answer) => new((int)answer["start"]!, (int)answer["end"]!,
        [.. answer["texts"]!.AsArray().Zip(answer["kinds"]!.AsArray(), (text, kind) => new CompletionItem((string)text!, (string)kind!))]);

    // By hand: the list is long and comes with every key.
    static JsonObject Of(Completions completions) => new()
    {
        ["start"] = completions.Start,
        ["end"] = completions.End,
        ["texts"] = new JsonArray([.. completions.Items.Select(item => JsonValue.Create(item.Text))]),
        ["kinds"] = new JsonArray([.. completions.Items.Select(item => JsonValue.Create(item.Kind))]),
    };

    static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value, Web);
}
