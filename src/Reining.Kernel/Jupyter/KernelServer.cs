using System.Text.Json.Nodes;
using Reining.Kernel.Engine;

namespace Reining.Kernel.Jupyter;

/// <summary>A Jupyter kernel: speaks to front ends, and has cells run by an executor.</summary>
/// <remarks>
/// Protocol 5.3 (jupyter-client.readthedocs.io, "Messaging in Jupyter"). Cells run one after the other; completion, inspection,
/// history, interrupt and shutdown are answered while one runs.
/// </remarks>
public sealed class KernelServer : IDisposable
{
    readonly MessageSigner signer;
    readonly KernelChannels channels;
    readonly CellQueue cells;
    readonly ICodeAssistant assistant;
    readonly KernelHistory history = new();
    readonly CancellationTokenSource stop = new();
    int rejected;

    /// <summary>Listens from now on; cells run once <see cref="RunAsync"/> is called.</summary>
    /// <param name="connection">Where to listen, and the secret.</param>
    /// <param name="executor">Runs the cells.</param>
    /// <param name="assistant">Answers questions about code.</param>
    /// <exception cref="IOException">An address cannot be listened at.</exception>
    public KernelServer(ConnectionInfo connection, ICellExecutor executor, ICodeAssistant assistant)
        : this(connection, executor, assistant, new ZmtpLimits())
    {
    }

    internal KernelServer(ConnectionInfo connection, ICellExecutor executor, ICodeAssistant assistant, ZmtpLimits limits)
    {
        this.assistant = assistant;
        signer = new MessageSigner(connection.Key);
        var opened = new ManualResetEventSlim();
        // Peers may connect while the other sockets are opened.
        channels = new KernelChannels(connection, new MessageWriter(signer), limits, (peer, frames) => { opened.Wait(); OnRequest(peer, frames); }, frames => { opened.Wait(); OnAnswer(frames); });
        cells = new CellQueue(channels, executor, history);
        opened.Set();
    }

    /// <summary>Where the kernel listens, with the ports in use.</summary>
    public ConnectionInfo Connection => channels.Connection;

    /// <summary>How many messages were not carried out because they were malformed or wrongly signed.</summary>
    public int RejectedMessages => Volatile.Read(ref rejected);

    /// <summary>How many connections there are.</summary>
    public int ConnectionCount => channels.PeerCount;

    /// <summary>Is told of messages that were not carried out, with the reason. By default nobody is.</summary>
    public Action<string> Log { get; init; } = _ => { };

    /// <summary>Runs cells until a front end asks to shut down or <see cref="Stop"/> is called.</summary>
    public async Task RunAsync()
    {
        channels.PublishStatus("starting", MessageWriter.Empty);
        var running = cells.RunAsync(stop.Token);
        var stopped = new TaskCompletionSource();
        using (stop.Token.Register(stopped.SetResult))
            await stopped.Task.ConfigureAwait(false);
        cells.Interrupt();
        // A cell that does not stop is left to its executor's end.
        await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(200))).ConfigureAwait(false);
        channels.Flush();
    }

    /// <summary>Interrupts the running cell, if there is one.</summary>
    public void Interrupt() => cells.Interrupt();

    /// <summary>Lets <see cref="RunAsync"/> end.</summary>
    public void Stop() => stop.Cancel();

    /// <inheritdoc/>
    public void Dispose() => channels.Dispose();

    void OnRequest(ZmtpPeer peer, List<byte[]> frames)
    {
        if (Parse(frames) is not { } message)
            return;
        try
        {
            Dispatch(peer, message);
        }
        catch (WireException error)
        {
            Reject($"{message.Type}: {error.Message}");
            Answer(peer, message, Failure("BadRequest", error.Message));
        }
    }

    void OnAnswer(List<byte[]> frames)
    {
        if (Parse(frames) is not { Type: "input_reply" } message)
            return;
        try
        {
            cells.Answer(message.ParentId(), message.Text("value") ?? "");
        }
        catch (WireException error)
        {
            Reject($"{message.Type}: {error.Message}");
        }
    }

    WireMessage? Parse(List<byte[]> frames)
    {
        try
        {
            return WireMessage.Parse(frames, signer);
        }
        catch (WireException error)
        {
            Reject(error.Message);
            return null;
        }
    }

    void Reject(string reason)
    {
        Interlocked.Increment(ref rejected);
        Log($"A message was not carried out: {reason}.");
    }

    void Dispatch(ZmtpPeer peer, WireMessage message)
    {
        switch (message.Type)
        {
            case "execute_request":
                cells.Add(peer, message);
                break;
            case "kernel_info_request":
                Answer(peer, message, KernelInfo.Reply());
                break;
            case "complete_request":
                AnswerLater(peer, message, Assistance.CompleteAsync(assistant, message));
                break;
            case "inspect_request":
                AnswerLater(peer, message, Assistance.InspectAsync(assistant, message));
                break;
            case "is_complete_request":
                AnswerLater(peer, message, Assistance.CheckAsync(assistant, message));
                break;
            case "history_request":
                Answer(peer, message, history.Answer(message));
                break;
            case "comm_info_request":
                Answer(peer, message, new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() });
                break;
            case "comm_open":
                CloseComm(message);
                break;
            case "interrupt_request":
                cells.Interrupt();
                Answer(peer, message, new JsonObject { ["status"] = "ok" });
                break;
            case "shutdown_request":
                Shutdown(peer, message);
                break;
            case "comm_msg" or "comm_close":
                break; // no comm is ever open
            case var type when type.EndsWith("_request", StringComparison.Ordinal):
                Answer(peer, message, Failure("NotSupported", $"{type}: this kernel does not have it."));
                break;
        }
    }

    void Answer(ZmtpPeer peer, WireMessage message, JsonObject content)
    {
        channels.PublishStatus("busy", message.Header);
        Reply(peer, message, content);
        cells.PublishIdle(message.Header);
    }

    async void AnswerLater(ZmtpPeer peer, WireMessage message, Task<JsonObject> answer)
    {
        channels.PublishStatus("busy", message.Header);
        JsonObject content;
        try
        {
            content = await answer.ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // Nobody awaits this method: whatever went wrong is the answer.
            content = Failure(error.GetType().Name, error.Message);
        }
        Reply(peer, message, content);
        cells.PublishIdle(message.Header);
    }

    void Reply(ZmtpPeer peer, WireMessage message, JsonObject content) =>
        channels.Reply(peer, message.Type.Replace("_request", "_reply", StringComparison.Ordinal), content, message);

    void CloseComm(WireMessage message)
    {
        channels.PublishStatus("busy", message.Header);
        channels.Publish("comm_close", new JsonObject { ["comm_id"] = message.Text("comm_id"), ["data"] = new JsonObject() }, message.Header);
        cells.PublishIdle(message.Header);
    }

    void Shutdown(ZmtpPeer peer, WireMessage message)
    {
        var content = new JsonObject { ["status"] = "ok", ["restart"] = message.Flag("restart") ?? false };
        channels.Publish("shutdown_reply", (JsonObject)content.DeepClone(), message.Header);
        Answer(peer, message, content);
        stop.CancelAsync();
    }

    static JsonObject Failure(string name, string message) => new()
    {
        ["status"] = "error",
        ["ename"] = name,
        ["evalue"] = message,
        ["traceback"] = new JsonArray(),
    };
}
