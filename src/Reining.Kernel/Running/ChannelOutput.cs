using System.Text.Json.Nodes;
using Reining.Kernel.Display;

namespace Reining.Kernel.Running;

/// <summary>Sends a cell's outputs to the other side of a channel.</summary>
sealed class ChannelOutput(WorkerChannel channel, int cell, PendingInput input) : ICellOutput
{
    /// <inheritdoc/>
    public void Stream(StreamName name, string text) => channel.Send(new JsonObject
    {
        ["type"] = WorkerMessages.Stream,
        ["cell"] = cell,
        ["error"] = name == StreamName.Stderr,
        ["text"] = text,
    });

    /// <inheritdoc/>
    public void Display(MimeBundle bundle, string? displayId) => SendShown(WorkerMessages.Display, bundle, displayId);

    /// <inheritdoc/>
    public void Update(MimeBundle bundle, string displayId) => SendShown(WorkerMessages.Update, bundle, displayId);

    /// <inheritdoc/>
    public void Result(MimeBundle bundle) => channel.Send(WorkerMessages.Bundle(WorkerMessages.Result, cell, bundle));

    /// <inheritdoc/>
    public void Clear(bool wait) => channel.Send(new JsonObject { ["type"] = WorkerMessages.Clear, ["cell"] = cell, ["wait"] = wait });

    /// <inheritdoc/>
    public string Input(string prompt, bool password, CancellationToken cancel) => input.Ask(cell, prompt, password, cancel);

    void SendShown(string type, MimeBundle bundle, string? displayId)
    {
        var message = WorkerMessages.Bundle(type, cell, bundle);
        message["id"] = displayId;
        channel.Send(message);
    }
}
