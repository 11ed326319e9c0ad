using System.Text.Json.Nodes;
using Reining.Kernel.Display;

namespace Reining.Kernel.Jupyter;

/// <summary>Publishes the outputs of a cell.</summary>
/// <param name="channels">Where to.</param>
/// <param name="input">Answers the cell's questions.</param>
/// <param name="request">The request that the outputs belong to.</param>
/// <param name="count">The number of the cell.</param>
/// <param name="ended">Canceled when the cell has ended.</param>
sealed class JupyterOutput(KernelChannels channels, UserInput input, ExecuteRequest request, int count, CancellationToken ended)
    : ICellOutput
{
    /// <inheritdoc/>
    public void Stream(StreamName name, string text) =>
        Publish("stream", new JsonObject { ["name"] = name == StreamName.Stdout ? "stdout" : "stderr", ["text"] = text });

    /// <inheritdoc/>
    public void Display(MimeBundle bundle, string? displayId) => Publish("display_data", Content(bundle, displayId));

    /// <inheritdoc/>
    public void Update(MimeBundle bundle, string displayId) => Publish("update_display_data", Content(bundle, displayId));

    /// <inheritdoc/>
    public void Result(MimeBundle bundle)
    {
        var content = Content(bundle, displayId: null);
        content.Remove("transient");
        content["execution_count"] = count;
        Publish("execute_result", content);
    }

    /// <inheritdoc/>
    public void Clear(bool wait) => Publish("clear_output", new JsonObject { ["wait"] = wait });

    /// <inheritdoc/>
    public string Input(string prompt, bool password, CancellationToken cancel) => input.Ask(request, prompt, password, ended, cancel);

    void Publish(string type, JsonObject content)
    {
        if (!request.Silent)
            channels.Publish(type, content, request.Message.Header);
    }

    static JsonObject Content(MimeBundle bundle, string? displayId) => new()
    {
        ["data"] = bundle.Data.DeepClone(),
        ["metadata"] = bundle.Metadata.DeepClone(),
        ["transient"] = displayId is null ? new JsonObject() : new JsonObject { ["display_id"] = displayId },
    };
}
